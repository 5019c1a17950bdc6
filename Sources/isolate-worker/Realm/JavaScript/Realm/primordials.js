// The intrinsics of the pristine realm, which work on objects of any realm. They are called with `.call`: no user code
// can reach this realm, so its Function.prototype.call is the original, and the engine inlines it. Functions that would
// call methods of an object (RegExp's `flags`, Array.from, …) are left out on purpose.
(function () {
  "use strict";
  const { construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
  const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype);

  function getter(prototype, name) {
    return getOwnPropertyDescriptor(prototype, name).get;
  }

  return {
    construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys,
    keys: Object.keys,
    isArray: Array.isArray,
    hasOwnProperty: Object.prototype.hasOwnProperty,
    lookupGetter: Object.prototype.__lookupGetter__,
    stringify: JSON.stringify,
    symbolDescription: getter(Symbol.prototype, "description"),
    symbolKeyFor: Symbol.keyFor,
    booleanValueOf: Boolean.prototype.valueOf,
    numberValueOf: Number.prototype.valueOf,
    stringValueOf: String.prototype.valueOf,
    symbolValueOf: Symbol.prototype.valueOf,
    bigintValueOf: BigInt.prototype.valueOf,
    weakRefDeref: WeakRef.prototype.deref,
    dateGetTime: Date.prototype.getTime,
    dateToISOString: Date.prototype.toISOString,
    regexpSource: getter(RegExp.prototype, "source"),
    // In the language's order of flags.
    regexpFlags: [
      ["d", getter(RegExp.prototype, "hasIndices")],
      ["g", getter(RegExp.prototype, "global")],
      ["i", getter(RegExp.prototype, "ignoreCase")],
      ["m", getter(RegExp.prototype, "multiline")],
      ["s", getter(RegExp.prototype, "dotAll")],
      ["u", getter(RegExp.prototype, "unicode")],
      ["v", getter(RegExp.prototype, "unicodeSets")],
      ["y", getter(RegExp.prototype, "sticky")],
    ],
    mapForEach: Map.prototype.forEach,
    mapSet: Map.prototype.set,
    mapSize: getter(Map.prototype, "size"),
    setAdd: Set.prototype.add,
    setForEach: Set.prototype.forEach,
    setSize: getter(Set.prototype, "size"),
    dataViewBuffer: getter(DataView.prototype, "buffer"),
    dataViewByteLength: getter(DataView.prototype, "byteLength"),
    dataViewByteOffset: getter(DataView.prototype, "byteOffset"),
    typedArrayBuffer: getter(typedArrayPrototype, "buffer"),
    typedArrayByteLength: getter(typedArrayPrototype, "byteLength"),
    typedArrayByteOffset: getter(typedArrayPrototype, "byteOffset"),
  };
})
