// Maps the columns of a rewritten line to those of the original line. Rewriting keeps lines.
(function () {
  "use strict";
  const LINE_END = /\r\n|[\n\r\u2028\u2029]/g;

  // `edits`: sorted and not overlapping, each `{ start, end, text }` with indices of the source.
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
    // Returns a function that takes a line and a column, from 0, of the rewritten text, and returns the column in the
    // source; undefined for text that was inserted.
    columnMap(source, edits) {
      let lines;
      return (line, column) => {
        // Only now, because few modules ever have an error.
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
