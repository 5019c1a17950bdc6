// Objects that are sorted by a comparison function.
const expected = "0,99968";
function job() {
  const list = [];
  for (let n = 0, seed = 1; n < 100000; n += 1) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    list.push({ key: seed % 100000, name: `n${seed}` });
  }
  list.sort((a, b) => a.key - b.key || (a.name < b.name ? -1 : 1));
  return [list[0].key, list[list.length - 1].key].join();
}
