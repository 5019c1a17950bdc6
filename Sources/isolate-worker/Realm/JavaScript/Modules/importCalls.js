// `import()` in scripts: becomes a call of a function that is given the script's URL before the arguments.
(function (host) {
  "use strict";
  const { columns, isSoundScript } = host;
  const { skipSpace, lineEndsIn, apply } = host.edits;
  const { stringify } = host.primordials;
  const WORD = "import";
  // How many characters are parsed at most to find the calls in one script.
  const MAXIMUM_WORK = 8 * 1024 * 1024;

  // The index after the opening parenthesis of what may be a call; undefined if there is none.
  function endOfOpening(source, start) {
    const opening = skipSpace(source, start + WORD.length);
    return source[opening] === "(" ? opening + 1 : undefined;
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
    const edits = starts.map((start) => ({ start, end: start + WORD.length, text: "enum" }));
    return isSoundScript(apply(edits, source));
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
    const edits = starts.map((start) => {
      const end = endOfOpening(source, start);
      return { start, end, text: `${importName}(${stringify(referrer)},${lineEndsIn(source.slice(start, end))}` };
    });
    return { text: apply(edits, source), columnOf: columns.columnMap(source, edits) };
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
