// Makes the variables that a script is about to declare. The engine would make them in no order and undeletable; in Node they
// are the sandbox's properties like any other. A property that is there is kept by the declaration.
(function (host) {
  "use strict";
  const { realm, declaredNames, hasLexical, primordials } = host;
  const { defineProperty, hasOwnProperty } = primordials;
  const global = realm.globalThis;

  return {
    namesIn(source) {
      return declaredNames(source);
    },
    // The first name that a `let`, `const` or `class` has already, if any; then nothing is made.
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
