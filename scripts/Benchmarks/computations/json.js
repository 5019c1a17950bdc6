// JSON that is written and read.
const expected = "360000";
function job() {
  const list = Array.from({ length: 4000 }, (_, id) => ({ id, name: `user ${id}`, tags: ["a", "b"], nested: { score: id / 2 } }));
  let total = 0;
  for (let n = 0; n < 30; n += 1) for (const item of JSON.parse(JSON.stringify(list))) total += item.tags.length + 1;
  return total;
}
