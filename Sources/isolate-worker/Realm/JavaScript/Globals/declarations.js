// Makes the variables that a script is about to declare. The engine would make them in no order and undeletable; in Node they
// are the sandbox's properties like any other. A property that is there is kept by the declaration.
(function (host) {
  "use strict";
  const { realm, declaredNames, primordials } = host;
  const { defineProperty, hasOwnProperty } = primordials;
  const global = realm.globalThis;

  return {
    namesIn(source) {
      return declaredNames(source);
    },
    declare(names) {
      for (const name of names) {
        if (hasOwnProperty.call(global, name)) continue;
        defineProperty(global, name, {
          __proto__: null, value: undefined, writable: true, enumerable: true, configurable: true,
        });
      }
    },
  };
})
