// Makes values of the user's realm from JSON that the engine has parsed in that realm: a tree of new plain objects and
// arrays, which is changed in place. User code does not know any of these objects yet, and nothing here depends on a
// prototype that user code could have changed: only own properties are read and written, and constructors are those of
// `realm`.
(function (host) {
  "use strict";
  const { realm, handles, primordials } = host;
  const { construct, defineProperty, hasOwnProperty, isArray, keys, stringify } = primordials;
  const { errors, typedArrays } = realm;

  const CLASSES = new Set(["WeakMap", "WeakSet", "WeakRef", "Generator", "Arguments", "Proxy"]);
  const NUMBERS = new Map([["NaN", NaN], ["Infinity", Infinity], ["-Infinity", -Infinity], ["-0", -0]]);
  const INTEGER = /^-?\d+$/;
  const ISO_DATE =
    /^(?:\d{4}|[+-]\d{6})(?:-\d\d(?:-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?)?)?$/;
  const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

  let objects; // id → object, during one call of `decode`
  let sandbox; // the row whose properties are for the global object, if any
  const path = []; // the keys from the root to the current value; `at` is how many of them are valid
  const faults = new WeakMap(); // the errors that `fail` has made → their messages

  function pathText(at) {
    let result = "$";
    for (let index = 0; index < at; index += 1) {
      const key = path[index];
      if (typeof key === "number") result += `[${key}]`;
      else result += IDENTIFIER.test(key) ? `.${key}` : `[${stringify(key)}]`;
    }
    return result;
  }

  function fail(reason, at) {
    const error = new Error(`${reason} at ${pathText(at)}`);
    faults.set(error, error.message);
    throw error;
  }

  function isObject(value) {
    return typeof value === "object" && value !== null && !isArray(value);
  }

  // Reads and checks a member of a row, and adds it to the path.
  function required(object, name, check, description, at) {
    const value = hasOwnProperty.call(object, name) ? object[name] : undefined;
    path[at] = name;
    if (!check(value)) fail(`${description} is missing or malformed`, at + 1);
    return value;
  }

  function optional(object, name, check, otherwise, description, at) {
    return hasOwnProperty.call(object, name) ? required(object, name, check, description, at) : otherwise;
  }

  const isString = (value) => typeof value === "string";
  const isBoolean = (value) => typeof value === "boolean";
  const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

  function remember(row, object, at) {
    if (!hasOwnProperty.call(row, "id")) return object;
    const id = required(row, "id", isCount, "An id", at);
    if (objects.has(id)) fail("An id is there twice", at + 1);
    // A reference to the sandbox is a reference to the global object.
    objects.set(id, row === sandbox ? realm.globalThis : object);
    return object;
  }

  function define(object, name, value, enumerable) {
    defineProperty(object, name, { __proto__: null, value, writable: true, enumerable, configurable: true });
  }

  function revive(value, at) {
    if (typeof value !== "object" || value === null) return value;
    if (isArray(value)) return reviveElements(value, at);
    return hasOwnProperty.call(value, "$type") ? reviveRow(value, at) : reviveProperties(value, at);
  }

  function reviveElements(array, at) {
    const { length } = array;
    for (let index = 0; index < length; index += 1) {
      const element = array[index];
      if (typeof element !== "object") continue;
      path[at] = index;
      const revived = revive(element, at + 1);
      if (revived !== element) define(array, index, revived, true);
    }
    return array;
  }

  function reviveProperties(object, at) {
    for (const name of keys(object)) {
      const value = object[name];
      if (typeof value !== "object") continue;
      path[at] = name;
      const revived = revive(value, at + 1);
      if (revived !== value) define(object, name, revived, true);
    }
    return object;
  }

  function reviveRow(row, at) {
    const { $type: type } = row;
    const reader = typeof type === "string" ? readers[type] : undefined;
    if (reader === undefined) {
      path[at] = "$type";
      fail("A $type is unknown", at + 1);
    }
    return reader(row, at);
  }

  function readRef(row, at) {
    const id = required(row, "value", isCount, "The id of a ref", at);
    if (!objects.has(id)) fail("A ref is to nothing", at + 1);
    return objects.get(id);
  }

  function readNumber(row, at) {
    return NUMBERS.get(required(row, "value", (name) => NUMBERS.has(name), "The name of a number", at));
  }

  function readBigInt(row, at) {
    const digits = required(row, "value", (value) => isString(value) && INTEGER.test(value), "A bigint's digits", at);
    try {
      return BigInt(digits);
    } catch {
      return fail("A bigint is too large", at + 1);
    }
  }

  function readSymbol(row, at) {
    const description = required(row, "value", (value) => value === null || isString(value), "A symbol's description", at);
    const isRegistered = optional(row, "registered", isBoolean, false, "registered", at);
    if (!isRegistered) return remember(row, description === null ? Symbol() : Symbol(description), at);
    if (description === null) fail("A registered symbol has no name", at + 1);
    return remember(row, Symbol.for(description), at);
  }

  function readDate(row, at) {
    const isDate = (value) => value === null || (isString(value) && ISO_DATE.test(value));
    const value = required(row, "value", isDate, "A date's time", at);
    const time = value === null ? NaN : Date.parse(value);
    if (value !== null && Number.isNaN(time)) fail("A date is invalid", at + 1);
    return remember(row, construct(realm.Date, [time]), at);
  }

  function readRegExp(row, at) {
    const value = required(row, "value", isObject, "A regexp's value", at);
    const pattern = required(value, "pattern", isString, "A regexp's pattern", at + 1);
    const flags = required(value, "flags", isString, "A regexp's flags", at + 1);
    let regexp;
    try {
      regexp = construct(realm.RegExp, [pattern, flags]);
    } catch {
      fail("A regexp is invalid", at + 1);
    }
    return remember(row, regexp, at);
  }

  function readMap(row, at) {
    const entries = required(row, "value", isArray, "A map's list of entries", at);
    const map = remember(row, construct(realm.Map, []), at);
    for (let index = 0; index < entries.length; index += 1) {
      const entry = entries[index];
      path[at] = "value";
      path[at + 1] = index;
      if (!isArray(entry) || entry.length !== 2) fail("A map's entry is no pair", at + 2);
      reviveElements(entry, at + 2);
      primordials.mapSet.call(map, entry[0], entry[1]);
    }
    return map;
  }

  function readSet(row, at) {
    const values = required(row, "value", isArray, "A set's list of values", at);
    const set = remember(row, construct(realm.Set, []), at);
    path[at] = "value";
    reviveElements(values, at + 1);
    for (let index = 0; index < values.length; index += 1) primordials.setAdd.call(set, values[index]);
    return set;
  }

  // Made by Error itself, because AggregateError's own constructor would iterate a list. A name that is not a standard
  // one becomes an own property of the error. The position that the engine noted is in this file, and is deleted.
  function readError(row, at) {
    const value = required(row, "value", isObject, "An error's value", at);
    path[at] = "value";
    const name = optional(value, "name", isString, "Error", "An error's name", at + 1);
    const message = optional(value, "message", isString, "", "An error's message", at + 1);
    const title = message === "" ? name : `${name}: ${message}`;
    const stack = optional(value, "stack", isString, title, "An error's stack", at + 1);
    const isStandard = hasOwnProperty.call(errors, name);
    const error = remember(row, construct(realm.errors.Error, [], isStandard ? errors[name] : errors.Error), at);
    for (const place of ["line", "column", "sourceURL"]) delete error[place];
    if (!isStandard) define(error, "name", name, false);
    if (message !== "") define(error, "message", message, false);
    define(error, "stack", stack, false);
    path[at] = "value";
    reviveProperties(value, at + 1);
    for (const property of keys(value)) {
      if (property === "name" || property === "message" || property === "stack") continue;
      define(error, property, value[property], property !== "cause" && property !== "errors");
    }
    return error;
  }

  // Accepts only the padded standard alphabet. The engine's own reader allows white space, and then writes less.
  function bufferOf(data, at) {
    const padding = data.endsWith("==") ? 2 : data.endsWith("=") ? 1 : 0;
    if (data.length % 4 !== 0) fail("Base64 is malformed", at);
    const length = (data.length / 4) * 3 - padding;
    const buffer = construct(realm.ArrayBuffer, [length]);
    let written;
    try {
      ({ written } = new Uint8Array(buffer).setFromBase64(data, { lastChunkHandling: "strict" }));
    } catch {
      fail("Base64 is malformed", at);
    }
    if (written !== length) fail("Base64 is malformed", at);
    return buffer;
  }

  function readArrayBuffer(row, at) {
    const data = required(row, "value", isString, "An arraybuffer's base64", at);
    return remember(row, bufferOf(data, at + 1), at);
  }

  function readTypedArray(row, at) {
    const value = required(row, "value", isObject, "A typed array's value", at);
    const isType = (name) => isString(name) && hasOwnProperty.call(typedArrays, name);
    const type = required(value, "type", isType, "The type of a typed array", at + 1);
    const data = required(value, "data", isString, "A typed array's base64", at + 1);
    const buffer = bufferOf(data, at + 2);
    let view;
    try {
      view = construct(typedArrays[type], [buffer]);
    } catch {
      fail(`The bytes are no whole number of elements of ${type}`, at + 2);
    }
    return remember(row, view, at);
  }

  function readFunction(row, at) {
    const value = required(row, "value", isObject, "A function's value", at);
    const handle = required(value, "handle", isString, "A function's handle", at + 1);
    const name = optional(value, "name", isString, "", "A function's name", at + 1);
    const length = optional(value, "length", isCount, 0, "A function's length", at + 1);
    // Accepted beside `value` or in it, because values.md does not say where it belongs.
    const isAsync = optional(row, "async", isBoolean, false, "async", at) ||
      optional(value, "async", isBoolean, false, "async", at + 1);
    const known = handles.get(handle) ?? handles.hostFunction(handle);
    if (known !== undefined) return remember(row, known, at);
    const make = isAsync ? realm.makeAsyncHostFunction : realm.makeHostFunction;
    const callee = make(name, length, handle);
    handles.keepHostFunction(handle, callee);
    return remember(row, callee, at);
  }

  function readPromise(row, at) {
    const value = required(row, "value", isObject, "A promise's value", at);
    const handle = required(value, "handle", isString, "A promise's handle", at + 1);
    if (!handles.has(handle)) fail("A promise's handle is unknown", at + 2);
    return remember(row, handles.get(handle), at);
  }

  function readObject(row, at) {
    const object = required(row, "value", isObject, "An object's properties", at);
    optional(row, "class", (name) => CLASSES.has(name), undefined, "A class", at);
    remember(row, object, at);
    path[at] = "value";
    return reviveProperties(object, at + 1);
  }

  function readArray(row, at) {
    const array = required(row, "value", isArray, "An array's elements", at);
    remember(row, array, at);
    path[at] = "value";
    return reviveElements(array, at + 1);
  }

  const readers = {
    __proto__: null,
    undefined: () => undefined,
    ref: readRef,
    number: readNumber,
    bigint: readBigInt,
    symbol: readSymbol,
    date: readDate,
    regexp: readRegExp,
    map: readMap,
    set: readSet,
    error: readError,
    arraybuffer: readArrayBuffer,
    typedarray: readTypedArray,
    function: readFunction,
    promise: readPromise,
    object: readObject,
    array: readArray,
  };

  return {
    // `isSandbox`: whether the value's properties are for the global object.
    decode(parsed, isSandbox) {
      objects = new Map();
      sandbox = isSandbox ? parsed : undefined;
      try {
        return revive(parsed, 0);
      } finally {
        objects = undefined;
        sandbox = undefined;
      }
    },
    // What is wrong and where, if `decode` threw this exception because of malformed input; undefined for other
    // exceptions.
    malformedMessage(exception) {
      return faults.get(exception);
    },
  };
})
