// The context's scripts, by their URLs. Only their frames belong in a stack. Positions in a script differ from the
// engine's if an offset is negative: the engine counts lines from 1 at least, and the embedder makes a column offset by
// putting spaces before the source.
(function (host) {
  "use strict";
  const { lineOf, sourceMaps } = host;
  const MAXIMUM_COUNT = 1000;
  const MAXIMUM_SOURCE_LENGTH = 16 * 1024 * 1024;
  const LINE_END = /\r\n|[\n\r]/g;
  const SEPARATOR = /[\u2028\u2029]/;
  // How the engine quotes code in its messages, and what rewriting puts for a name that was imported, for
  // `import.meta` and for `import()`, in a module and in a script.
  const QUOTED_CODE = /\((?:evaluating|near) '[^]*'\)/g;
  const IMPORT_CALL = /\$isolatesImport_\("(?:[^"\\]|\\.)*",/g;
  const REWRITTEN = /\(0,\$i\d*\.([\w$\u0080-\uffff]+)\)|\$i\d*\.([\w$\u0080-\uffff]+)|\$m\d*\.(?=meta)|\$m\d*\.(import)/g;
  const withoutMap = () => undefined;
  const scripts = new Map();
  let hasRewritten = false;
  let usesMaps = true;
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

  // Whether U+2028 or U+2029 ends a line depends on where it stands, which the embedder finds out.
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

  // The place in the original source, if the script has a map with that place.
  function original(place) {
    if (!usesMaps) return place;
    const { filename: url, line, column } = place;
    const script = scripts.get(url);
    if (script.reader === undefined) {
      // A map that does not exist is not looked for again.
      script.reader = sourceMaps.reader(script.sourceMap, script.source, url) ?? withoutMap;
      script.sourceMap = undefined;
    }
    const index = line - 1 - script.lineOffset;
    const offset = index === 0 ? script.columnOffset : 0;
    const found = script.reader(index, column === undefined ? undefined : column - 1 - offset);
    return found === undefined ? place : { ...found, isMapped: true };
  }

  return {
    // Sets whether places are mapped to original sources.
    useMaps(uses) {
      usesMaps = uses;
    },
    original(place) {
      return place === undefined || !scripts.has(place.filename) ? place : original(place);
    },
    // The newest script of a URL counts. The oldest scripts are forgotten, so that a context that runs for months does
    // not keep every source that it ever had. `columnOf(line, column)`, both from 0, maps a column of rewritten code to
    // the source; its result is undefined for inserted code. `sourceMap`: the text of a map that is not in the source;
    // undefined if there is none; null if maps do not count, wherever they are.
    add(url, source, lineOffset, columnOffset, columnOf, sourceMap) {
      forget(url);
      scripts.set(url, { source, lineOffset, columnOffset, columnOf, sourceMap, reader: sourceMap === null ? withoutMap : undefined });
      if (columnOf !== undefined) hasRewritten = true;
      sourceLength += source.length;
      longestURL = Math.max(longestURL, url.length);
      for (const oldest of scripts.keys()) {
        if (scripts.size <= MAXIMUM_COUNT && sourceLength <= MAXIMUM_SOURCE_LENGTH) break;
        if (oldest === url) break;
        forget(oldest);
      }
    },
    // The message of an error, with code as it was before rewriting.
    ownWords(message) {
      if (!hasRewritten || !message.includes("$")) return message;
      return message.replace(QUOTED_CODE, (code) => {
        return code.replace(IMPORT_CALL, "import(").replace(REWRITTEN, (_, callee, name, word) => callee ?? name ?? word ?? "import.");
      });
    },
    has(url) {
      return scripts.has(url);
    },
    forget,
    longestURL() {
      return longestURL;
    },
    // Converts the engine's line and column to those of the script, or of its original source; undefined for code that
    // was inserted by rewriting.
    position(url, line, engineColumn) {
      const script = scripts.get(url);
      const isFirst = line === firstLine(script);
      let column = engineColumn;
      if (column !== undefined && script.columnOf !== undefined) {
        const found = script.columnOf(line - firstLine(script), column - 1);
        if (found === undefined) return undefined;
        column = found + 1;
      }
      return original({
        filename: url,
        line: line + Math.min(0, script.lineOffset),
        column: column === undefined ? undefined : column + (isFirst ? Math.min(0, script.columnOffset) : 0),
      });
    },
    // The source line at a position, and the index of the position's column in it.
    excerpt({ filename, line, column, content, isMapped }) {
      if (isMapped) {
        const text = content === undefined ? undefined : lineAt(content, line - 1);
        return text === undefined ? undefined : { text, index: column - 1 };
      }
      const script = scripts.get(filename);
      const index = line - 1 - script.lineOffset;
      const text = lineAt(script.source, index);
      if (text === undefined) return undefined;
      const offset = index === 0 ? script.columnOffset : 0;
      return { text, index: column === undefined ? undefined : column - 1 - offset };
    },
  };
})
