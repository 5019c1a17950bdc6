// Finds the arrays whose elements can be read without asking whether each is the array's own, and without running user
// code. Such an array stores plain values side by side, and its prototypes have no properties with an index, which
// would show through a hole. Arrays with accessors, frozen arrays, and arrays with far fewer elements than their length
// are stored differently. The cell's indexing byte tells how; samples that are made here tell what it means.
(function (host) {
  "use strict";
  const { indexingByte, realm, primordials } = host;
  const { defineProperty, getPrototypeOf } = primordials;
  const { arrayPrototype, objectPrototype } = realm;

  function filled(...elements) {
    const array = [];
    for (const element of elements) array.push(element);
    return array;
  }

  function withAccessor(array) {
    defineProperty(array, 0, { get: () => 1, enumerable: true, configurable: true });
    return array;
  }

  function sparse() {
    const array = [];
    array[1e7] = 1;
    return array;
  }

  const packed = new Set();
  for (const array of [
    [], [1], [1.5], ["a"], [{}], [1, , 2], new Array(3), filled(1), filled(1.5), filled("a"), filled(1, 1.5, "a"),
  ]) {
    packed.add(indexingByte(array));
  }
  for (const array of [withAccessor([1]), withAccessor(["a"]), withAccessor([]), Object.freeze([1]), sparse()]) {
    if (packed.has(indexingByte(array))) throw new Error("The engine keeps accessors among plain elements");
  }
  const withoutIndices = indexingByte(objectPrototype);

  function isPacked(array) {
    return packed.has(indexingByte(array));
  }

  // An array with an index is not empty, and Array.prototype is an array. Object.prototype can never have a prototype.
  function havePrototypesNoIndex() {
    return arrayPrototype.length === 0 && getPrototypeOf(arrayPrototype) === objectPrototype &&
      indexingByte(objectPrototype) === withoutIndices;
  }

  // `isChecked`: whether the prototypes are already known to have no index.
  function hasOrdinaryPrototypes(array, isChecked) {
    return getPrototypeOf(array) === arrayPrototype && (isChecked || havePrototypesNoIndex());
  }

  return {
    // What an array's structure says about it.
    describe(array) {
      return { kind: "array", isPacked: isPacked(array) };
    },
    hasOrdinaryPrototypes,
    isPlain(array) {
      return isPacked(array) && hasOrdinaryPrototypes(array, false);
    },
  };
})
