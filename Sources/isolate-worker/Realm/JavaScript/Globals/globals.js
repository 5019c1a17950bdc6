// Reads and writes properties of the user's global object for the other side.
(function (host) {
  "use strict";
  const { realm, primordials } = host;
  const { defineProperty, keys } = primordials;
  const { set, deleteProperty } = Reflect;
  const global = realm.globalThis;

  return {
    // A new context's sandbox. Its properties are made, not assigned: no setter of a prototype is asked.
    define(properties) {
      for (const name of keys(properties)) {
        defineProperty(global, name, {
          __proto__: null, value: properties[name], writable: true, enumerable: true, configurable: true,
        });
      }
    },
    // What `global[name] = value` does in strict code: a setter is called, and a property that can't be set is an error.
    assign(properties) {
      for (const name of keys(properties)) {
        if (!set(global, name, properties[name], global)) throw new TypeError(`Cannot assign to read only property '${name}'`);
      }
    },
    remove(names) {
      for (const name of names) {
        if (!deleteProperty(global, name)) throw new TypeError(`Cannot delete property '${name}'`);
      }
    },
    get(name) {
      return global[name];
    },
  };
})
