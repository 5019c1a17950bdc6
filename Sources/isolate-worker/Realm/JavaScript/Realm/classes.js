// Finds the kind of an object by the type byte in its heap cell, which no script can change or fake, and which is read
// without running any code. The byte's meaning is no public API. It is found from samples that are made here, so that
// another version of the engine needs no other table.
(function (host) {
  "use strict";
  const { typeByte, realm, primordials } = host;
  const { weakRefDeref, bigintValueOf, symbolValueOf } = primordials;

  // A subclass can have another type byte (as for arrays and strings), so both are sampled.
  function instances(constructor, ...args) {
    return [
      Reflect.construct(constructor, args),
      Reflect.construct(class extends constructor {}, args),
    ];
  }

  function sloppyArguments() {
    return Function("return arguments")(1);
  }
  function sloppyCapturedArguments() {
    return Function("a", "const f = () => a; a = 2; return [f, arguments]")(1)[1];
  }
  function strictArguments() {
    return arguments;
  }

  const buffer = new ArrayBuffer(8);
  const samples = {
    __proto__: null,
    object: [{}, Object.create(null), new (class {})()],
    array: [[], [1.5], [{}], ...instances(Array), Array.prototype, Object.freeze([1])],
    Map: instances(Map),
    Set: instances(Set),
    WeakMap: instances(WeakMap),
    WeakSet: instances(WeakSet),
    Promise: instances(Promise, () => {}),
    Generator: [(function* () {})(), (async function* () {})()],
    Date: instances(Date, 0),
    RegExp: [/a/, ...instances(RegExp, "a")],
    Error: [
      ...instances(Error), ...instances(TypeError), ...instances(AggregateError, []),
    ],
    Proxy: [new Proxy({}, {}), new Proxy([], {})],
    ArrayBuffer: [...instances(ArrayBuffer, 1), new ArrayBuffer(1, { maxByteLength: 2 })],
    DataView: instances(DataView, buffer),
    Boolean: instances(Boolean, true),
    Number: instances(Number, 1),
    String: [...instances(String, "a"), String.prototype],
    Arguments: [sloppyArguments(), sloppyCapturedArguments(), strictArguments(1)],
  };
  for (const constructor of [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
    Float16Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array,
  ]) {
    samples[constructor.name] = [...instances(constructor, 1), ...instances(constructor, buffer)];
  }

  // Objects whose byte only means "some object". Their kinds are distinguished by a brand check.
  const unspecific = [Math, Object(1n), Object(Symbol()), new WeakRef(Math)];

  const kinds = [];
  for (let byte = 0; byte < 256; byte += 1) kinds[byte] = undefined;
  for (const kind in samples) {
    for (const sample of samples[kind]) {
      const byte = typeByte(sample);
      if (kinds[byte] !== undefined && kinds[byte] !== kind) {
        throw new Error(`The engine has one type for ${kinds[byte]} and ${kind}`);
      }
      kinds[byte] = kind;
    }
  }
  for (const sample of unspecific) {
    const byte = typeByte(sample);
    if (kinds[byte] !== undefined) throw new Error(`The engine has an unspecific type for ${kinds[byte]}`);
  }

  // Only a TypeError means another brand. A stack overflow means nothing.
  function hasBrand(method, object) {
    try {
      method.call(object);
      return true;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      return false;
    }
  }

  function kindByBrand(object) {
    if (object === realm.globalThis) return "global";
    if (hasBrand(weakRefDeref, object)) return "WeakRef";
    if (hasBrand(bigintValueOf, object)) return "BigInt";
    if (hasBrand(symbolValueOf, object)) return "Symbol";
    return "object";
  }

  function kindOf(object) {
    const kind = kinds[typeByte(object)];
    return kind === undefined ? kindByBrand(object) : kind;
  }

  return {
    // The kind of an object that is not a function: a name of `samples`, or a result of `kindByBrand`.
    kindOf,
    // The same, but "special" for what has state that no property shows, or is a built-in prototype or namespace:
    // iterators, what Intl and WebAssembly make, Math.
    exactKindOf(object) {
      const kind = kindOf(object);
      return kind === "object" && kinds[typeByte(object)] === undefined ? "special" : kind;
    },
    errorByte: typeByte(new Error()),
    proxyByte: typeByte(new Proxy({}, {})),
  };
})
