// The errors of modules that did not compile or link, with their places: no frame of a stack tells these.
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
