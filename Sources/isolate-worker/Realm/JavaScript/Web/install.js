// Puts web globals on the global object: the function of the groups that are asked for, and of what makes each.
(function (host) {
  "use strict";
  const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { interfaces } = host;

  // As web interfaces are: members can be enumerated, and instances tell their class.
  function dress(constructor) {
    const { prototype, name } = constructor;
    interfaces.add(prototype);
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
      // Not enumerable, unlike in browsers: the sandbox is what scripts made.
      defineProperty(globalThis, name, { value, writable: true, configurable: true });
    }
    classes.forEach(dress);
    for (const { prototype } of handles) interfaces.add(prototype);
  };
})
