// How the printed members of an object are arranged: on one line, one to a line, or in columns.

(function (host) {
  "use strict";

  const { textWidth, withoutColors } = host;

  // The number of columns is chosen so that the text looks about square. A character is this many times as high as
  // wide.
  const characterAspect = 2.5;
  const mostColumns = 15;
  const columnsPerCompactLevel = 4;
  const fewestToGroup = 7;
  const separator = ", ";

  /**
   * Arranges `entries` in columns if they are many and short; otherwise returns `entries` itself. `trailer`: whether
   * the last entry is not an element ("... 3 more items") and stays on a line of its own.
   */
  function groupInColumns(entries, { breakLength, compact, indentation, trailer, numeric }) {
    const count = trailer ? entries.length - 1 : entries.length;
    const widths = [];
    let widest = 0;
    let total = 0;
    for (let index = 0; index < count; index += 1) {
      const width = textWidth(entries[index]);
      widths.push(width);
      total += width + separator.length;
      if (width > widest) widest = width;
    }

    const cell = widest + separator.length;
    const evenEnough = total / cell > 5 || widest <= 6;
    if (cell * 3 + indentation >= breakLength || !evenEnough) return entries;

    const bias = Math.sqrt(cell - total / entries.length);
    const biasedCell = Math.max(cell - 3 - bias, 1);
    const columns = Math.min(
      Math.round(Math.sqrt(characterAspect * biasedCell * count) / biasedCell),
      Math.floor((breakLength - indentation) / cell),
      compact * columnsPerCompactLevel,
      mostColumns,
    );
    if (columns <= 1) return entries;

    const columnWidths = [];
    for (let column = 0; column < columns; column += 1) {
      let width = 0;
      for (let index = column; index < count; index += columns) width = Math.max(width, widths[index]);
      columnWidths.push(width);
    }

    const rows = [];
    for (let start = 0; start < count; start += columns) {
      const end = Math.min(start + columns, count);
      let row = "";
      for (let index = start; index < end; index += 1) {
        const last = index === end - 1;
        const text = last ? entries[index] : entries[index] + separator;
        const padding = " ".repeat(columnWidths[index - start] - widths[index]);
        if (numeric) row += padding + text;
        else row += last ? text : text + padding;
      }
      rows.push(row);
    }
    if (trailer) rows.push(entries[count]);
    return rows;
  }

  function fitsOnOneLine(entries, start, base, breakLength, colors) {
    // One more character for each entry's separator. `start` counts it a second time.
    let length = entries.length + start;
    if (length + entries.length > breakLength) return false;
    for (const entry of entries) {
      length += (colors ? withoutColors(entry) : entry).length;
      if (length > breakLength) return false;
    }
    return !base.includes("\n");
  }

  /**
   * The text of an object: `base` (before the braces), then `entries` between `open` and `close`. `levelsBelow` is the
   * number of levels of objects that are nested in it. `columns` describes an array whose entries may be arranged in
   * columns, or is null.
   */
  function arrange(
    entries, { base, open, close, indentation, breakLength, colors, compact, levelsBelow, columns },
  ) {
    const head = base === "" ? open : `${base} ${open}`;
    let lines = entries;
    if (compact >= 1) {
      if (columns !== null && entries.length >= fewestToGroup) {
        lines = groupInColumns(entries, { breakLength, compact, indentation, ...columns });
      }
      if (levelsBelow < compact && lines === entries) {
        const start = entries.length + indentation + open.length + base.length + 10;
        if (fitsOnOneLine(entries, start, base, breakLength, colors)) {
          const joined = entries.join(separator);
          if (!joined.includes("\n")) return `${head} ${joined} ${close}`;
        }
      }
    }
    const lineBreak = `\n${" ".repeat(indentation)}`;
    return `${head}${lineBreak}  ${lines.join(`,${lineBreak}  `)}${lineBreak}${close}`;
  }

  return { arrange };
})
