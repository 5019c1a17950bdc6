// Maps and sets.
const expected = "360000";
function job() {
  let total = 0;
  for (let n = 0; n < 4; n += 1) {
    const map = new Map();
    for (let i = 0; i < 60000; i += 1) map.set(`key ${i % 30000}`, i);
    const set = new Set(map.values());
    for (let i = 0; i < 60000; i += 1) total += set.has(i) ? 2 : 1;
    for (const key of map.keys()) map.delete(key);
  }
  return total;
}
