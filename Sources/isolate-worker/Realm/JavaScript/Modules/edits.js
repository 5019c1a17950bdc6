// Edits of a source text, which keep its lines.
(function () {
  "use strict";
  const SPACE = /(?:\s+|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)*/y;
  const LINE_ENDS = /\r\n|[\n\r\u2028\u2029]/g;

  function lineEndsIn(text) {
    return (text.match(LINE_ENDS) ?? []).join("");
  }

  // Returns where the next token begins.
  function skipSpace(source, from) {
    SPACE.lastIndex = from;
    SPACE.exec(source);
    return SPACE.lastIndex;
  }

  // Returns the source with the edits, `{ start, end, text }` each, which are sorted and do not overlap.
  function apply(edits, source) {
    const pieces = [];
    let from = 0;
    for (const { start, end, text } of edits) {
      pieces.push(source.slice(from, start), text);
      from = end;
    }
    pieces.push(source.slice(from));
    return pieces.join("");
  }

  return { skipSpace, lineEndsIn, apply };
})
