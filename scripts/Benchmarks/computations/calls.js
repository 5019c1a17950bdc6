// Recursive calls.
const expected = "14930352";
function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
function job() { return fib(36); }
