// Creates the variables that a script is about to declare. The engine would create them in an arbitrary order, and as
// properties that cannot be deleted. In Node they are ordinary properties of the sandbox. A declaration keeps a
// property that exists.
(function (host) {
  "use strict";
  const { realm, declaredNames, hasLexical, primordials } = host;
  const { defineProperty, hasOwnProperty } = primordials;
  const global = realm.globalThis;

  return {
    namesIn(source) {
      return declaredNames(source);
    },
    // Returns the first name that is already declared by `let`, `const` or `class`, if any; then no variable is
    // created.
    declare(names) {
      const missing = names.filter((name) => !hasOwnProperty.call(global, name));
      const taken = missing.find((name) => !(name in global) && hasLexical(name));
      if (taken !== undefined) return taken;
      for (const name of missing) {
        defineProperty(global, name, {
          __proto__: null, value: undefined, writable: true, enumerable: true, configurable: true,
        });
      }
    },
  };
})
