// Decides which properties of the user's global object belong to the sandbox: those that are not built-ins, and
// built-ins whose value a script has changed. Built-ins are the properties that exist when `snapshot` is called.
(function (host) {
  "use strict";
  const { realm, primordials } = host;
  const { getOwnPropertyDescriptor, hasOwnProperty, keys, lookupGetter, ownKeys } = primordials;
  const builtins = new Map();

  // Built-ins are data properties. Reading one runs no script, unless a script has made it an accessor, which is
  // checked first. Both reads together cost a quarter of reading a descriptor.
  function isChanged(global, name, value) {
    return lookupGetter.call(global, name) !== undefined || !Object.is(global[name], value);
  }

  function hasChangedBuiltin(global) {
    for (const [name, value] of builtins) {
      if (isChanged(global, name, value)) return true;
    }
    return false;
  }

  // A changed built-in belongs to the sandbox although it is not enumerable here: in Node the assignment adds an
  // enumerable property to the sandbox. A deleted built-in is no property at all.
  function belongsToSandbox(global, name) {
    const descriptor = getOwnPropertyDescriptor(global, name);
    if (descriptor === undefined) return false;
    if (descriptor.enumerable) return true;
    return builtins.has(name) && isChanged(global, name, builtins.get(name));
  }

  return {
    // `added`: an object with the names that the embedder has added; without it, all current names count.
    snapshot(added) {
      for (const name of added === undefined ? ownKeys(realm.globalThis) : keys(added)) {
        if (typeof name === "string") builtins.set(name, realm.globalThis[name]);
      }
    },
    isBuiltin(name) {
      return builtins.has(name);
    },
    // The value of the built-in that a property of the sandbox hides; undefined if it hides none.
    hiddenBuiltin(name) {
      const hides = builtins.has(name) && belongsToSandbox(realm.globalThis, name);
      return hides ? builtins.get(name) : undefined;
    },
    names() {
      const global = realm.globalThis;
      if (!hasChangedBuiltin(global)) return keys(global);
      return ownKeys(global).filter((name) => typeof name === "string" && belongsToSandbox(global, name));
    },
  };
})
