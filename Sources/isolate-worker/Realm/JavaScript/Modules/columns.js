// Where the columns of a rewritten line stand in the line as its author wrote it. Rewriting keeps lines.
(function () {
  "use strict";
  const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

  // `edits`: sorted and apart, each `{ start, end, text }` with indices of the source.
  function editsByLine(source, edits) {
    const lines = new Map();
    let lineStart = 0;
    let line = 0;
    LINE_END.lastIndex = 0;
    let end = LINE_END.exec(source);
    for (const edit of edits) {
      while (end !== null && end.index + end[0].length <= edit.start) {
        lineStart = end.index + end[0].length;
        line += 1;
        end = LINE_END.exec(source);
      }
      if (!lines.has(line)) lines.set(line, []);
      lines.get(line).push({ start: edit.start - lineStart, length: edit.end - edit.start, text: edit.text });
    }
    return lines;
  }

  return {
    // A function of a line and a column, from 0, in the rewritten text: the column in the source, or undefined where
    // only the rewriting put something.
    columnMap(source, edits) {
      let lines;
      return (line, column) => {
        // Few modules ever have an error.
        lines ??= editsByLine(source, edits);
        let shift = 0;
        for (const { start, length, text } of lines.get(line) ?? []) {
          const from = start + shift;
          if (column < from) break;
          const newLength = text.length;
          if (column < from + newLength) return length === 0 ? undefined : start + Math.min(column - from, length);
          shift += newLength - length;
        }
        return column - shift;
      };
    },
  };
})
