// Looks at the user's objects without running the user's code: getters are never called, and a proxy is replaced by its
// target.

(function (host) {
  "use strict";

  const { kindOf, proxyTarget, proxyHandler } = host;
  const { apply, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { keys: enumerableNames, getOwnPropertyNames, getOwnPropertySymbols } = Object;
  const sourceOf = Function.prototype.toString;
  const typedArrayPrototype = getPrototypeOf(Int8Array.prototype);
  const typedArrayName = getOwnPropertyDescriptor(typedArrayPrototype, Symbol.toStringTag).get;

  // Chains through a proxy's target can be cyclic, so every walk is bounded.
  const longestChain = 1000;

  // Listing the names of an array makes a string for each element. Beyond this length, names that are not elements are
  // left out to save time and memory.
  const longestListed = 100000;

  function isObject(value) {
    return (typeof value === "object" && value !== null) || typeof value === "function";
  }

  /** `object` itself, or the target of the proxy `object`; null if it has been revoked. */
  function unwrapped(object) {
    let current = object;
    while (kindOf(current) === "Proxy") {
      if (proxyHandler(current) === null) return null;
      current = proxyTarget(current);
    }
    return current;
  }

  function prototypeOf(object) {
    const prototype = getPrototypeOf(object);
    return prototype === null ? null : unwrapped(prototype);
  }

  /** Calls `visit` with `object` and its prototypes until it returns a result. */
  function alongChain(object, visit) {
    let current = object;
    for (let steps = 0; current !== null && steps < longestChain; steps += 1) {
      const found = visit(current);
      if (found !== undefined) return found;
      current = prototypeOf(current);
    }
    return undefined;
  }

  /** The descriptor of a property of `object` or of its prototypes. */
  function findProperty(object, key) {
    return alongChain(object, (holder) => getOwnPropertyDescriptor(holder, key));
  }

  /** The value of a data property of `object` or of its prototypes. */
  function lookUp(object, key) {
    return findProperty(object, key)?.value;
  }

  function ownValue(object, key) {
    return getOwnPropertyDescriptor(object, key)?.value;
  }

  function isOwn(object, key) {
    return getOwnPropertyDescriptor(object, key) !== undefined;
  }

  function isEnumerable(object, key) {
    return getOwnPropertyDescriptor(object, key)?.enumerable === true;
  }

  function inherits(object, ancestor) {
    const first = prototypeOf(object);
    if (first === null) return false;
    return alongChain(first, (holder) => (holder === ancestor ? true : undefined)) === true;
  }

  /** The name of the function `callee`; empty if it has none. */
  function functionName(callee) {
    const name = lookUp(callee, "name");
    return typeof name === "string" ? name : "";
  }

  /**
   * The nearest `constructor` of `object` that has a name and of which `object` is an instance, and the object that has
   * the property.
   */
  function findConstructor(object) {
    return alongChain(object, (holder) => {
      const value = ownValue(holder, "constructor");
      if (typeof value !== "function") return undefined;
      const callee = unwrapped(value);
      if (callee === null || functionName(callee) === "") return undefined;
      const instances = lookUp(callee, "prototype");
      if (!isObject(instances)) return undefined;
      const ancestor = unwrapped(instances);
      return ancestor !== null && inherits(object, ancestor) ? { callee, holder } : undefined;
    });
  }

  function isArray(value) {
    if (!isObject(value)) return false;
    const object = unwrapped(value);
    return object !== null && kindOf(object) === "Array";
  }

  function isArrayIndex(key) {
    if (typeof key !== "string" || key.length > 10) return false;
    const index = Number(key) >>> 0;
    return index !== 0xffffffff && String(index) === key;
  }

  /** The own keys of `object`, names first. If `hidden`, those that are not enumerable, too. */
  function ownKeys(object, hidden) {
    const symbols = getOwnPropertySymbols(object);
    if (hidden) return getOwnPropertyNames(object).concat(symbols);
    return enumerableNames(object).concat(symbols.filter((symbol) => isEnumerable(object, symbol)));
  }

  /** Like `ownKeys`, without the indices of the elements of the array, typed array or string `object`. */
  function ownKeysBesideElements(object, length, hidden) {
    const dense = length > longestListed && isOwn(object, 0) && isOwn(object, length >>> 1);
    if (dense) return getOwnPropertySymbols(object).filter((key) => hidden || isEnumerable(object, key));
    const keys = ownKeys(object, hidden);
    // The indices come first: search for the first key that is none.
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isArrayIndex(keys[middle])) low = middle + 1;
      else high = middle;
    }
    return keys.slice(low);
  }

  /** "Uint8Array" and so on: the kind that `array` was created as, whatever has been done to it since. */
  function typedArrayKind(array) {
    return apply(typedArrayName, array, []);
  }

  function sourceText(callee) {
    return apply(sourceOf, callee, []);
  }

  return {
    alongChain,
    findConstructor,
    findProperty,
    functionName,
    inherits,
    isArray,
    isArrayIndex,
    isEnumerable,
    isObject,
    isOwn,
    lookUp,
    ownKeys,
    ownKeysBesideElements,
    ownValue,
    prototypeOf,
    sourceText,
    typedArrayKind,
    typedArrayPrototype,
    unwrapped,
  };
})
