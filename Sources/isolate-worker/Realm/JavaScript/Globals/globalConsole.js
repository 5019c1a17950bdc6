// Evaluated in the user's realm before any user code: a `console` whose methods hand everything on.
(function (callConsole) {
  "use strict";
  const console = {};
  for (const name of [
    "log", "info", "warn", "error", "debug", "dir", "dirxml", "assert", "count", "countReset", "group",
    "groupCollapsed", "groupEnd", "time", "timeLog", "timeEnd", "table", "trace",
  ]) {
    const method = { [name](...args) { callConsole(name, args); } }[name];
    Object.defineProperty(console, name, { value: method, writable: true, enumerable: true, configurable: true });
  }
  Object.defineProperty(console, Symbol.toStringTag, { value: "console", configurable: true });
  Object.defineProperty(globalThis, "console", { value: console, writable: true, configurable: true });
})
