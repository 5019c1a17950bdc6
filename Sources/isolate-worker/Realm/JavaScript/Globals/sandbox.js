// Which properties of the user's global object are the sandbox: those that are no built-ins, and built-ins whose
// value a script changed. Built-ins are the properties there when `snapshot` is called.
(function (host) {
  "use strict";
  const { realm, primordials } = host;
  const { getOwnPropertyDescriptor, hasOwnProperty, keys, lookupGetter, ownKeys } = primordials;
  const builtins = new Map();

  // Built-ins are data properties. Reading one runs no script unless a script made it an accessor, which is asked
  // first; both reads together cost a quarter of a descriptor.
  function isChanged(global, name, value) {
    return lookupGetter.call(global, name) !== undefined || !Object.is(global[name], value);
  }

  function hasChangedBuiltin(global) {
    for (const [name, value] of builtins) {
      if (isChanged(global, name, value)) return true;
    }
    return false;
  }

  // A shadowed built-in travels though it is not enumerable here: in Node the assignment makes a new property of the
  // sandbox, which is. A deleted one is no property at all.
  function belongsToSandbox(global, name) {
    const descriptor = getOwnPropertyDescriptor(global, name);
    if (descriptor === undefined) return false;
    if (descriptor.enumerable) return true;
    return builtins.has(name) && isChanged(global, name, builtins.get(name));
  }

  return {
    // `added`: names that the embedder has put there meanwhile; all names where it is not given.
    snapshot(added) {
      for (const name of added === undefined ? ownKeys(realm.globalThis) : keys(added)) {
        if (typeof name === "string") builtins.set(name, realm.globalThis[name]);
      }
    },
    isBuiltin(name) {
      return builtins.has(name);
    },
    names() {
      const global = realm.globalThis;
      if (!hasChangedBuiltin(global)) return keys(global);
      return ownKeys(global).filter((name) => typeof name === "string" && belongsToSandbox(global, name));
    },
  };
})
