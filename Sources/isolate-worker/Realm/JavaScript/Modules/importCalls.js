// `import()` in scripts: becomes a call of a function that is given the script's URL before the arguments.
(function (host) {
  "use strict";
  const { columns, isSoundScript } = host;
  const { stringify } = host.primordials;
  const WORD = "import";
  const SPACE = /(?:\s+|\/\/[^\n\r\u2028\u2029]*|\/\*[^]*?\*\/)*/y;
  const LINE_ENDS = /\r\n|[\n\r\u2028\u2029]/g;
  // How many characters are parsed at most to find the calls in one script.
  const MAXIMUM_WORK = 8 * 1024 * 1024;

  // The index after the opening parenthesis of what may be a call; undefined if there is none.
  function endOfOpening(source, start) {
    SPACE.lastIndex = start + WORD.length;
    SPACE.exec(source);
    return source[SPACE.lastIndex] === "(" ? SPACE.lastIndex + 1 : undefined;
  }

  function possibleStarts(source) {
    const starts = [];
    for (let at = source.indexOf(WORD); at !== -1; at = source.indexOf(WORD, at + WORD.length)) {
      if ((starts.length + 2) * source.length > MAXIMUM_WORK) return undefined;
      // A class may have no two private members of one name.
      if (source[at - 1] !== "#" && endOfOpening(source, at) !== undefined) starts.push(at);
    }
    return starts;
  }

  // The script with a reserved word instead of `import`. It still compiles if the word is in a string, a comment or a
  // regular expression, or names a member, but not if it begins a call.
  function isSoundWithout(source, starts) {
    const pieces = [];
    let from = 0;
    for (const start of starts) {
      pieces.push(source.slice(from, start), "enum");
      from = start + WORD.length;
    }
    pieces.push(source.slice(from));
    return isSoundScript(pieces.join(""));
  }

  // Where the calls of `import` begin, as the engine's own parser sees them; empty if the script does not compile.
  function findStarts(source) {
    const starts = possibleStarts(source);
    if (starts === undefined || starts.length === 0 || isSoundWithout(source, starts)) return [];
    if (!isSoundScript(source)) return [];
    return starts.length === 1 ? starts : starts.filter((start) => !isSoundWithout(source, [start]));
  }

  // `starts`: where the word stands in each call, in order.
  function rewrite(source, starts, importName, referrer) {
    const pieces = [];
    let from = 0;
    const edits = starts.map((start) => {
      const end = endOfOpening(source, start);
      const lineEnds = (source.slice(start, end).match(LINE_ENDS) ?? []).join("");
      const text = `${importName}(${stringify(referrer)},${lineEnds}`;
      pieces.push(source.slice(from, start), text);
      from = end;
      return { start, end, text };
    });
    pieces.push(source.slice(from));
    return { text: pieces.join(""), columnOf: columns.columnMap(source, edits) };
  }

  return {
    rewrite,
    // The same for a script that nothing but the engine has parsed; undefined where it has no call, or is longer, or
    // has the word more often, than is worth the time.
    findAndRewrite(source, importName, referrer) {
      const starts = findStarts(source);
      return starts.length === 0 ? undefined : rewrite(source, starts, importName, referrer);
    },
  };
})
