// Marks the objects and symbols that a text refers to again. The encoder writes `ref` rows as it meets an object once more; that the
// object's first place needs an id is known only then, so the ids are put in when the text is complete.
(function () {
  "use strict";

  // A row that has its own `$type` takes the id behind it; a plain object or array is wrapped.
  function insertions(text, place, id, starts, ends) {
    const start = starts[place];
    if (text.startsWith('{"$type":"', start)) return [[text.indexOf(",", start) + 1, `"id":${id},`]];
    const type = text[start] === "[" ? "array" : "object";
    return [[start, `{"$type":"${type}","id":${id},"value":`], [ends[place], "}"]];
  }

  return {
    // `ids`: number of an object → id. `starts` and `ends`: where the object of that number stands in the text.
    markShared(text, ids, starts, ends) {
      const all = [];
      for (const [place, id] of ids) all.push(...insertions(text, place, id, starts, ends));
      all.sort((one, other) => one[0] - other[0]);
      const parts = [];
      let from = 0;
      for (const [at, insertion] of all) {
        parts.push(text.slice(from, at), insertion);
        from = at;
      }
      parts.push(text.slice(from));
      return parts.join("");
    },
  };
})
