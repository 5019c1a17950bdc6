// Runs job(), which the text before this one defines together with the answer that it `expected` and `warmUp`. Prints the
// milliseconds of the first call or, if the same has gone on for `warmUp` milliseconds before, of each of five more.
{
  const check = (answer) => {
    if (String(answer) !== expected) throw new Error(`job() gave ${answer}, not ${expected}`);
  };
  const end = Date.now() + warmUp;
  while (Date.now() < end) check(job());
  const calls = warmUp === 0 ? 1 : 5;
  const start = Date.now();
  for (let call = 0; call < calls; call += 1) check(job());
  (typeof print === "function" ? print : console.log)((Date.now() - start) / calls);
}
