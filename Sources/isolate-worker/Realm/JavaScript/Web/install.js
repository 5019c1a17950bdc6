// Adds web globals to the global object. Returns a function that takes the module of a group.
(function (host) {
  "use strict";
  const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { interfaces } = host;

  // A class may have added its prototype with a function that reads its instances.
  function add(prototype) {
    if (!interfaces.has(prototype)) interfaces.set(prototype, undefined);
  }

  // Like web interfaces: members are enumerable, and instances have the tag of their class.
  function dress(constructor) {
    const { prototype, name } = constructor;
    add(prototype);
    for (const holder of [prototype, constructor]) {
      for (const key of ownKeys(holder)) {
        const isMember = typeof key === "string" && !["constructor", "prototype", "length", "name"].includes(key);
        if (!isMember) continue;
        const descriptor = getOwnPropertyDescriptor(holder, key);
        if (descriptor.enumerable || !descriptor.configurable) continue;
        defineProperty(holder, key, { ...descriptor, enumerable: true });
      }
    }
    if (getOwnPropertyDescriptor(prototype, Symbol.toStringTag) === undefined) {
      defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
    }
  }

  // `handles`: classes that are no web interfaces, and whose instances can't be cloned, either.
  return function install({ globals, classes = [], handles = [] }) {
    for (const name of ownKeys(globals)) {
      const value = globals[name];
      if (typeof value === "function" && /^[A-Z]/.test(name)) dress(value);
      // Not enumerable, unlike in browsers, so that it does not count as part of the sandbox.
      defineProperty(globalThis, name, { value, writable: true, configurable: true });
    }
    classes.forEach(dress);
    for (const { prototype } of handles) add(prototype);
  };
})
