// A typed array: the sieve of Eratosthenes.
const expected = "1031130";
function job() {
  const isComposite = new Uint8Array(16e6);
  let count = 0;
  for (let n = 2; n < isComposite.length; n += 1) {
    if (isComposite[n]) continue;
    count += 1;
    for (let multiple = n * 2; multiple < isComposite.length; multiple += n) isComposite[multiple] = 1;
  }
  return count;
}
