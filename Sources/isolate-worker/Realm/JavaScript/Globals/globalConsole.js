// Evaluated in the user's realm before any user code. Creates a `console` whose methods pass everything on. As in Node,
// methods that write by means of `log`, `warn` or `error` call the console's current method of that name, if a script
// has replaced it.
(function (callConsole, passedArguments) {
  "use strict";
  const { apply } = Reflect;
  const throughMethods = {
    __proto__: null,
    assert: "warn", count: "log", group: "log", groupCollapsed: "log", table: "log", timeEnd: "log",
    timeLog: "log", trace: "error",
  };
  const originals = { __proto__: null };
  const console = {};

  // Returns whether the call was passed on.
  function pass(name, args) {
    const through = throughMethods[name];
    const method = console[through];
    if (method === originals[through]) return false;
    const passed = passedArguments(name, args);
    if (passed !== undefined) apply(method, console, passed);
    // The call without arguments only begins the indentation.
    if (name === "group" || name === "groupCollapsed") callConsole(name, []);
    return true;
  }

  for (const name of [
    "log", "info", "warn", "error", "debug", "dir", "dirxml", "assert", "count", "countReset", "group",
    "groupCollapsed", "groupEnd", "time", "timeLog", "timeEnd", "table", "trace",
  ]) {
    const method = {
      [name](...args) {
        if (throughMethods[name] === undefined || !pass(name, args)) callConsole(name, args);
      },
    }[name];
    originals[name] = method;
    Object.defineProperty(console, name, { value: method, writable: true, enumerable: true, configurable: true });
  }
  Object.defineProperty(console, Symbol.toStringTag, { value: "console", configurable: true });
  Object.defineProperty(globalThis, "console", { value: console, writable: true, configurable: true });
})
