// Freezes everything that can be reached from the pristine realm's global object. User code should never reach any of
// it. If it does, it cannot change anything.
(function () {
  "use strict";
  const { freeze } = Object;
  const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
  const seen = new Set();
  const waiting = [];

  function visit(value) {
    const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
    if (!isObject || seen.has(value)) return;
    seen.add(value);
    waiting.push(value);
  }

  for (const key of ownKeys(globalThis)) visit(globalThis[key]);
  while (waiting.length > 0) {
    const object = waiting.pop();
    visit(getPrototypeOf(object));
    for (const key of ownKeys(object)) {
      const { value, get, set } = getOwnPropertyDescriptor(object, key);
      visit(value);
      visit(get);
      visit(set);
    }
    if (object !== globalThis) freeze(object);
  }
  return { count: seen.size };
})
