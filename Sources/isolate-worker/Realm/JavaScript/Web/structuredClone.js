// structuredClone (https://html.spec.whatwg.org/#structured-cloning).
(function (host) {
  "use strict";
  const { DOMException, kindOf, interfaces } = host;
  const TheTypeError = TypeError;
  const { apply, construct, defineProperty, getOwnPropertyDescriptor } = Reflect;
  const { getPrototypeOf, keys } = Object;
  const { toStringTag } = Symbol;
  const { isView } = ArrayBuffer;
  const getter = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get;
  const TheMap = Map;
  const TheSet = Set;
  const { get: mapGet, set: mapSet, has: mapHas, forEach: mapForEach } = Map.prototype;
  const { add: setAdd, forEach: setForEach, has: setHas } = Set.prototype;
  const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
  const regexpSource = getter(RegExp.prototype, "source");
  const FLAGS = [
    ["d", "hasIndices"], ["g", "global"], ["i", "ignoreCase"], ["m", "multiline"], ["s", "dotAll"], ["u", "unicode"],
    ["v", "unicodeSets"], ["y", "sticky"],
  ].map(([flag, name]) => [flag, getter(RegExp.prototype, name)]);
  const TheRegExp = RegExp;
  const TheDate = Date;
  const { getTime } = Date.prototype;
  const TheObject = Object;
  const valueOf = {
    __proto__: null, Boolean: Boolean.prototype.valueOf, Number: Number.prototype.valueOf,
    String: String.prototype.valueOf, BigInt: BigInt.prototype.valueOf,
  };
  const TheArrayBuffer = ArrayBuffer;
  const buffers = {
    slice: ArrayBuffer.prototype.slice, transfer: ArrayBuffer.prototype.transfer,
    byteLength: getter(ArrayBuffer.prototype, "byteLength"), resizable: getter(ArrayBuffer.prototype, "resizable"),
    maxByteLength: getter(ArrayBuffer.prototype, "maxByteLength"), detached: getter(ArrayBuffer.prototype, "detached"),
  };
  const viewTypes = { __proto__: null, DataView };
  for (const type of [
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float16Array,
    Float32Array, Float64Array, BigInt64Array, BigUint64Array,
  ]) {
    viewTypes[type.name] = type;
  }
  const typeName = getter(typedArrayPrototype, Symbol.toStringTag);
  const arrayParts = ["buffer", "byteOffset", "length"].map((name) => getter(typedArrayPrototype, name));
  const dataViewParts = ["buffer", "byteOffset", "byteLength"].map((name) => getter(DataView.prototype, name));
  const errors = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

  function isObject(value) {
    return (typeof value === "object" && value !== null) || typeof value === "function";
  }

  // Whether Web IDL takes it for a dictionary.
  function isDictionary(value) {
    return value === undefined || value === null || isObject(value);
  }

  function refuse(value) {
    const what = typeof value === "symbol" ? "a symbol" : typeof value === "function" ? "a function" : "the object";
    throw new DOMException(`${what} could not be cloned.`, "DataCloneError");
  }

  // Whether it is a prototype or a namespace of the language, which have no more to them than their properties.
  function isPrototypeOrNamespace(value) {
    return getOwnPropertyDescriptor(value, "constructor") !== undefined
      || getOwnPropertyDescriptor(value, toStringTag) !== undefined;
  }

  // Whether it is an instance of a web interface. None of those but DOMException is [Serializable].
  function isPlatformObject(value) {
    for (let one = getPrototypeOf(value); one !== null; one = getPrototypeOf(one)) {
      if (apply(mapHas, interfaces, [one])) return getOwnPropertyDescriptor(value, "constructor") === undefined;
    }
    return false;
  }

  function put(target, name, value) {
    defineProperty(target, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  }

  function refuseDetached(buffer) {
    if (apply(buffers.detached, buffer, [])) refuse(buffer);
  }

  function cloneBuffer(buffer) {
    refuseDetached(buffer);
    if (!apply(buffers.resizable, buffer, [])) return apply(buffers.slice, buffer, [0]);
    const options = { __proto__: null, maxByteLength: apply(buffers.maxByteLength, buffer, []) };
    const copy = new TheArrayBuffer(apply(buffers.byteLength, buffer, []), options);
    const bytes = new viewTypes.Uint8Array(copy);
    apply(typedArrayPrototype.set, bytes, [new viewTypes.Uint8Array(buffer)]);
    return copy;
  }

  function cloneRegExp(regexp) {
    let flags = "";
    for (let index = 0; index < FLAGS.length; index += 1) {
      if (apply(FLAGS[index][1], regexp, [])) flags += FLAGS[index][0];
    }
    return new TheRegExp(apply(regexpSource, regexp, []), flags);
  }

  function textOf(value) {
    return `${value}`;
  }

  const exceptionParts = ["message", "name"].map((name) => getter(DOMException.prototype, name));

  // Returns undefined if the error is not a DOMException.
  function cloneException(error) {
    try {
      return new DOMException(...exceptionParts.map((part) => apply(part, error, [])));
    } catch {
      return undefined;
    }
  }

  // `remember` gets the copy before its cause is cloned, which may be the error itself.
  function cloneError(error, clone, remember) {
    const exception = cloneException(error);
    if (exception !== undefined) return remember(error, exception);
    const name = textOf(error.name === undefined ? "Error" : error.name);
    const type = name in errors ? errors[name] : errors.Error;
    const copy = remember(error, construct(type, []));
    const message = getOwnPropertyDescriptor(error, "message");
    if (message !== undefined && "value" in message) {
      const descriptor = { __proto__: null, value: textOf(message.value), writable: true, configurable: true };
      defineProperty(copy, "message", descriptor);
    }
    for (const key of ["stack", "cause"]) {
      const own = getOwnPropertyDescriptor(error, key);
      if (own === undefined || !("value" in own)) continue;
      defineProperty(copy, key, { __proto__: null, value: clone(own.value), writable: true, configurable: true });
    }
    return copy;
  }

  // `cloneOrMove` makes the copy of a buffer.
  function makeClone(cloneOrMove) {
    const memory = new TheMap();

    function remember(value, copy) {
      apply(mapSet, memory, [value, copy]);
      return copy;
    }

    function cloneView(view, kind) {
      const isDataView = kind === "DataView";
      const [buffer, offset, length] = (isDataView ? dataViewParts : arrayParts).map((part) => apply(part, view, []));
      const type = isDataView ? "DataView" : apply(typeName, view, []);
      return remember(view, new viewTypes[type](clone(buffer), offset, length));
    }

    function cloneProperties(value, copy) {
      const names = keys(value);
      for (let index = 0; index < names.length; index += 1) {
        const name = names[index];
        if (getOwnPropertyDescriptor(value, name) !== undefined) put(copy, name, clone(value[name]));
      }
      return copy;
    }

    function cloneObject(value) {
      if (apply(mapHas, memory, [value])) return apply(mapGet, memory, [value]);
      if (typeof value === "function") refuse(value);
      const kind = kindOf(value);
      if (kind in valueOf) return remember(value, TheObject(apply(valueOf[kind], value, [])));
      if (kind === "Date") return remember(value, new TheDate(apply(getTime, value, [])));
      if (kind === "RegExp") return remember(value, cloneRegExp(value));
      if (kind === "ArrayBuffer") return remember(value, cloneOrMove(value));
      if (isView(value)) return cloneView(value, kind);
      if (kind === "Map") {
        const copy = remember(value, new TheMap());
        const entries = [];
        apply(mapForEach, value, [(entry, key) => put(entries, entries.length, [key, entry])]);
        for (let index = 0; index < entries.length; index += 1) {
          apply(mapSet, copy, [clone(entries[index][0]), clone(entries[index][1])]);
        }
        return copy;
      }
      if (kind === "Set") {
        const copy = remember(value, new TheSet());
        const entries = [];
        apply(setForEach, value, [(entry) => put(entries, entries.length, entry)]);
        for (let index = 0; index < entries.length; index += 1) apply(setAdd, copy, [clone(entries[index])]);
        return copy;
      }
      if (kind === "Error") return cloneError(value, clone, remember);
      if (kind === "array") {
        const copy = remember(value, []);
        copy.length = value.length;
        return cloneProperties(value, copy);
      }
      if (kind === "special" ? !isPrototypeOrNamespace(value) : kind !== "object" || isPlatformObject(value)) {
        refuse(value);
      }
      return cloneProperties(value, remember(value, {}));
    }

    function clone(value) {
      if (typeof value === "symbol") refuse(value);
      return isObject(value) ? cloneObject(value) : value;
    }
    return clone;
  }

  const functions = {
    structuredClone(value, options = undefined) {
      if (arguments.length === 0) throw new TheTypeError("The \"value\" argument must be specified");
      if (!isDictionary(options)) throw new TheTypeError("The \"options\" argument must be an object");
      const transferred = new TheSet();
      if (options?.transfer !== undefined) {
        for (const one of options.transfer) {
          if (!isObject(one)) throw new TheTypeError("The list of what is transferred must hold objects only");
          const isBuffer = typeof one === "object" && kindOf(one) === "ArrayBuffer";
          if (!isBuffer || apply(buffers.detached, one, [])) refuse(one);
          if (apply(setHas, transferred, [one])) refuse(one);
          apply(setAdd, transferred, [one]);
        }
      }
      const isMoved = (buffer) => apply(setHas, transferred, [buffer]);
      const copy = makeClone((buffer) => isMoved(buffer) ? buffer : cloneBuffer(buffer))(value);
      if (options?.transfer === undefined) return copy;
      // Buffers are moved only now: if something can't be cloned, they are left as they were. A getter may have moved
      // one meanwhile.
      apply(setForEach, transferred, [refuseDetached]);
      // This cannot fail, because the copy has nothing but what can be cloned. What has been copied is not copied again.
      const moved = makeClone((buffer) => isMoved(buffer) ? apply(buffers.transfer, buffer, []) : buffer)(copy);
      // Buffers in `transfer` are moved even if nothing refers to them.
      apply(setForEach, transferred, [(one) => {
        if (!apply(buffers.detached, one, [])) apply(buffers.transfer, one, []);
      }]);
      return moved;
    },
  };
  return { globals: functions };
})
