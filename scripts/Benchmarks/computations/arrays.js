// Functions that go through arrays.
const expected = "11998800000";
function job() {
  let total = 0;
  for (let n = 0; n < 60; n += 1) {
    const list = Array.from({ length: 20000 }, (_, index) => index);
    const [, ...rest] = list.filter((value) => value % 2 === 0).map((value) => ({ value })).flatMap((item) => [item, item]);
    total += rest.reduce((sum, { value }) => sum + value, 0);
  }
  return total;
}
