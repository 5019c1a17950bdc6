// Reads and writes properties of the user's global object for the other side.
(function (host) {
  "use strict";
  const { realm, sandbox, primordials } = host;
  const { defineProperty, getOwnPropertyDescriptor, hasOwnProperty, keys } = primordials;
  const { isExtensible, set, deleteProperty } = Reflect;
  const global = realm.globalThis;
  const remembered = new Map(); // name → the value that `remember` last gave it

  function checkAssignment(name) {
    const descriptor = getOwnPropertyDescriptor(global, name);
    const isReadOnly = descriptor === undefined
      ? !isExtensible(global) && !(name in global)
      : descriptor.set === undefined && descriptor.writable !== true;
    if (isReadOnly) throw new TypeError(`Cannot assign to read only property '${name}'`);
  }

  function checkRemoval(name) {
    const descriptor = getOwnPropertyDescriptor(global, name);
    if (descriptor !== undefined && !descriptor.configurable) {
      throw new TypeError(`Cannot delete property '${name}'`);
    }
  }

  // Does what `global[name] = value` does in strict code: a setter is called, and a property that cannot be set is an
  // error. But `__proto__` is an ordinary name here, and never sets the prototype.
  function assign(name, value) {
    if (name === "__proto__" && !hasOwnProperty.call(global, name)) {
      if (!isExtensible(global)) throw new TypeError(`Cannot assign to read only property '${name}'`);
      defineProperty(global, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
      return;
    }
    if (!set(global, name, value, global)) throw new TypeError(`Cannot assign to read only property '${name}'`);
  }

  // In Node, a built-in that a property of the sandbox hides is there again when that is deleted.
  function remove(name) {
    const hidden = sandbox.hiddenBuiltin(name);
    if (hidden === undefined) {
      if (!deleteProperty(global, name)) throw new TypeError(`Cannot delete property '${name}'`);
      return;
    }
    // In its place, because a global object that is not extensible would not take it back.
    defineProperty(global, name, {
      __proto__: null, value: hidden, writable: true, enumerable: false, configurable: true,
    });
  }

  function restore(name, descriptor) {
    if (descriptor === undefined) deleteProperty(global, name);
    else defineProperty(global, name, { __proto__: null, ...descriptor });
  }

  return {
    // Adds the properties of a new context's sandbox. They are defined, not assigned, so no setter of a prototype is
    // called. Returns the name of the first one that cannot be defined; then none is.
    define(properties) {
      const names = keys(properties);
      const fixed = names.find((name) => {
        const descriptor = getOwnPropertyDescriptor(global, name);
        return descriptor !== undefined && !descriptor.configurable && descriptor.writable !== true;
      });
      if (fixed !== undefined) return fixed;
      for (const name of names) {
        const value = properties[name];
        const isMade = defineProperty(global, name, {
          __proto__: null, value, writable: true, enumerable: true, configurable: true,
        });
        // A function that a template's script declared cannot be redefined, so only its value is changed.
        if (!isMade) defineProperty(global, name, { __proto__: null, value });
      }
    },
    // Assigns properties and then deletes others: all of them, or none. `list` is an array of the user's realm.
    change(properties, list) {
      const names = new Set();
      // Not by iteration, which the user can redefine.
      for (let index = 0; index < list.length; index += 1) names.add(list[index]);
      const assigned = keys(properties);
      for (const name of assigned) checkAssignment(name);
      for (const name of names) checkRemoval(name);
      const before = [];
      try {
        for (const name of assigned) {
          before.push([name, getOwnPropertyDescriptor(global, name)]);
          assign(name, properties[name]);
        }
        for (const name of names) {
          before.push([name, getOwnPropertyDescriptor(global, name)]);
          remove(name);
        }
      } catch (exception) {
        while (before.length > 0) restore(...before.pop());
        throw exception;
      }
    },
    // Sets a variable that scripts can see and that is not part of the sandbox, unless a script has changed it.
    remember(name, value) {
      const descriptor = getOwnPropertyDescriptor(global, name);
      const isOurs = remembered.has(name)
        ? descriptor !== undefined && Object.is(descriptor.value, remembered.get(name))
        : descriptor === undefined;
      if (!isOurs) return;
      defineProperty(global, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
      remembered.set(name, value);
    },
    get(name) {
      return global[name];
    },
  };
})
