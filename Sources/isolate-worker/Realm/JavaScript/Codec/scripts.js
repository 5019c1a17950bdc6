// The scripts that were handed in, by the URL they were evaluated with: only their frames belong in a stack.
// A script's positions differ from the engine's where an offset is negative: the engine counts lines from 1 at least,
// and the embedder makes a column offset by putting spaces before the source.
(function (host) {
  "use strict";
  const { lineOf } = host;
  const MAXIMUM_COUNT = 1000;
  const MAXIMUM_SOURCE_LENGTH = 16 * 1024 * 1024;
  const LINE_END = /\r\n|[\n\r]/g;
  const SEPARATOR = /[\u2028\u2029]/;
  const scripts = new Map();
  let sourceLength = 0;
  let longestURL = 0;

  function forget(url) {
    const script = scripts.get(url);
    if (script === undefined) return;
    sourceLength -= script.source.length;
    scripts.delete(url);
  }

  function firstLine(script) {
    return script.lineOffset > 0 ? script.lineOffset + 1 : 1;
  }

  // Whether a separator ends a line depends on where it stands, which the embedder finds out.
  function lineAt(source, index) {
    if (SEPARATOR.test(source)) return lineOf(source, index);
    let start = 0;
    LINE_END.lastIndex = 0;
    for (let line = 0; ; line += 1) {
      const end = LINE_END.exec(source);
      if (line === index) return source.slice(start, end === null ? source.length : end.index);
      if (end === null) return undefined;
      start = LINE_END.lastIndex;
    }
  }

  return {
    // The newest script of a URL is the one that counts; the oldest are forgotten, so that a context that runs for
    // months does not keep every source it ever saw.
    add(url, source, lineOffset, columnOffset) {
      forget(url);
      scripts.set(url, { source, lineOffset, columnOffset });
      sourceLength += source.length;
      longestURL = Math.max(longestURL, url.length);
      for (const oldest of scripts.keys()) {
        if (scripts.size <= MAXIMUM_COUNT && sourceLength <= MAXIMUM_SOURCE_LENGTH) break;
        if (oldest === url) break;
        forget(oldest);
      }
    },
    has(url) {
      return scripts.has(url);
    },
    longestURL() {
      return longestURL;
    },
    // The engine's line and column as the script's author counts them.
    position(url, line, column) {
      const script = scripts.get(url);
      const isFirst = line === firstLine(script);
      return {
        filename: url,
        line: line + Math.min(0, script.lineOffset),
        column: column === undefined ? undefined : column + (isFirst ? Math.min(0, script.columnOffset) : 0),
      };
    },
    // The source line at a position, and the index in it of the position's column.
    excerpt({ filename, line, column }) {
      const script = scripts.get(filename);
      const index = line - 1 - script.lineOffset;
      const text = lineAt(script.source, index);
      if (text === undefined) return undefined;
      const offset = index === 0 ? script.columnOffset : 0;
      return { text, index: column === undefined ? undefined : column - 1 - offset };
    },
  };
})
