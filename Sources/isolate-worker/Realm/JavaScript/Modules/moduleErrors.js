// The errors of modules that did not compile or link, and their places, which are in no stack frame.
(function () {
  "use strict";
  const places = new WeakMap();

  return {
    add(error, filename, line, column) {
      places.set(error, { filename, line, column });
    },
    has: (error) => places.has(error),
    placeOf: (error) => places.get(error),
  };
})
