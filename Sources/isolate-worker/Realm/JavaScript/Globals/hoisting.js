// Evaluated in a realm of its own. Finds the names that a script declares by `var` and `function` at its top level,
// without running the script: an indirect eval creates them as deletable properties of this realm's global object, and
// throws at once.
(function () {
  "use strict";
  const evaluate = eval;
  const { getOwnPropertyNames } = Object;
  const ownNames = new Set(getOwnPropertyNames(globalThis));
  const IDENTIFIER_PART = /[\w$\u0080-\uffff]/;

  function placeOf(name, source) {
    for (let at = source.indexOf(name); at >= 0; at = source.indexOf(name, at + 1)) {
      if (IDENTIFIER_PART.test(source[at - 1] ?? " ") || IDENTIFIER_PART.test(source[at + name.length] ?? " ")) continue;
      return at;
    }
    return source.length;
  }

  // Sorted in the order in which V8 creates them: functions, then variables, each in the order of the source.
  return function declaredNames(source) {
    try {
      evaluate("throw 0;" + source);
    } catch (exception) {
      if (exception !== 0) return [];
    }
    const found = [];
    for (const name of getOwnPropertyNames(globalThis)) {
      if (ownNames.has(name)) continue;
      found.push({ name, rank: typeof globalThis[name] === "function" ? 0 : 1, place: placeOf(name, source) });
      delete globalThis[name];
    }
    found.sort((one, other) => one.rank - other.rank || one.place - other.place);
    return found.map(({ name }) => name);
  };
})
