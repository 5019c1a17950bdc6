// Writes a value of the user's realm as JSON text (spec: values.md). The user's objects are read with this realm's own
// intrinsics. User code runs only where the language calls it (getters and proxy traps), and never sees anything of
// this realm: no argument, no `this`, no caller.
//
// First the value is copied into this realm, as the tree of plain objects and arrays that its text shows. Then
// JSON.stringify writes that tree. A script can have changed nothing in it, so JSON.stringify runs no user code. A
// getter may call `encode` again (through a host function), so `encode` saves the outer state.
(function (host) {
  "use strict";
  const {
    typeByte, proxyTarget, startVisits, endVisits, visit, forgetStructures,
    realm, arrays, boundedText, bytes, handles, namespaces, sandbox, scripts, stacks, structures, primordials,
  } = host;
  const { kindOf, proxyByte } = host.classes;
  const { defineProperty, getOwnPropertyDescriptor, hasOwnProperty, isArray, keys, ownKeys, stringify } = primordials;

  // Thrown only inside the walk, and never through a frame of user code: user code that the walk calls cannot call the
  // walk.
  const TOO_DEEP = { limit: 1 };
  const TOO_LARGE = { limit: 2 };

  const OBJECT_PROTOTYPE = Object.prototype;

  // Stands for an own property that does not exist.
  const ABSENT = {};

  // How many properties of a thrown error may fail before the rest is left out untried.
  const MAXIMUM_OMISSIONS = 100;

  let level = -1; // how many calls of `encode` are around this one
  let seen; // the objects and symbols met so far, in that order
  let holders; // for each, the object whose property its copy is; undefined if it has no copy of its own
  let names; // for each, the name of that property
  let shapes; // what is known about objects of each structure
  let plainPrototypesAt; // the generation in which the prototypes of arrays were last found to have no index
  let met; // which structures were met once
  let generation; // how often user code may have invalidated `shapes`
  let ids; // number of an object → id, for objects that were met again
  let lastID;
  let minimumLength; // a lower bound of the text's length
  let count; // how many values were copied
  let exported; // the handles that were made for this text
  let maximumDepth;
  let maximumLength;
  let rootError;
  let omitted; // the names of omitted properties of a thrown error; undefined if nothing may be omitted
  let errorDepth; // how many errors are around the current one, each a property of the one before
  let errorPath; // the path of names to the current error
  let textLimit; // the length at which the name, message and stack of a thrown error are cut
  let runsTraps; // whether a proxy is read through its traps; otherwise its target is read
  let sharesHandles; // whether the text is read even if the run is undone: see handles.js

  function remaining() {
    return maximumLength - minimumLength;
  }

  function spend(length) {
    minimumLength += length;
    if (minimumLength > maximumLength) throw TOO_LARGE;
  }

  // User code has run: a structure that belongs to a single object may have changed, and a nested call of `encode` that
  // ran out of stack may have left its visits behind.
  function forget() {
    generation += 1;
    shapes = [];
    met = [];
    forgetStructures(level);
  }

  // Object.prototype is frozen, so assignment cannot create a property that it has, and `__proto__` would set the
  // prototype.
  function put(holder, name, value) {
    if (!(name in OBJECT_PROTOTYPE)) holder[name] = value;
    else defineProperty(holder, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  }

  // Whether JSON can represent the number.
  function isPlainNumber(number) {
    return number - number === 0 && (number !== 0 || 1 / number > 0);
  }

  function copyNumber(number) {
    if (isPlainNumber(number)) return number;
    spend(38);
    return { $type: "number", value: number === 0 ? "-0" : `${number}` };
  }

  const UNDEFINED = { $type: "undefined" };

  function copyUndefined() {
    spend(22);
    return UNDEFINED;
  }

  function copyBigInt(bigint) {
    const value = `${bigint}`;
    spend(value.length + 30);
    return { $type: "bigint", value };
  }

  // A registered symbol needs no identity in the text. Any other symbol is, like an object, a reference when it is met
  // again.
  function copySymbol(symbol, holder, name) {
    const key = primordials.symbolKeyFor(symbol);
    if (key === undefined) {
      const place = visit(symbol);
      if (place < 0) return referenceTo(-1 - place);
      note(symbol, holder, name);
    }
    const value = (key === undefined ? primordials.symbolDescription.call(symbol) : key) ?? null;
    spend((value === null ? 0 : value.length) + 30);
    return key === undefined ? { $type: "symbol", value } : { $type: "symbol", value, registered: true };
  }

  // Copies a value, which becomes the property `name` of `holder`. `depth` is the number of objects around it.
  function copy(value, depth, holder, name) {
    switch (typeof value) {
      case "string":
        spend(value.length);
        return value;
      case "number": return copyNumber(value);
      case "boolean": return value;
      case "undefined": return copyUndefined();
      case "bigint": return copyBigInt(value);
      case "symbol": return copySymbol(value, holder, name);
      default: return value === null ? null : copyObject(value, depth, holder, name);
    }
  }

  function copyObject(object, depth, holder, name) {
    const place = visit(object);
    if (place < 0 && holders[-1 - place] !== undefined) return referenceTo(-1 - place);
    const shape = place < 0 ? undefined : shapes[place];
    if (shape === undefined) return copyUnknown(object, place, depth, holder, name);
    note(object, holder, name);
    if (depth >= maximumDepth) throw TOO_DEEP;
    return shape.members === undefined ? copyArray(object, shape, depth) : copyKnown(object, shape, depth);
  }

  // Copies an object whose structure is not known. `place` is the structure's number, or negative if the object was met
  // before.
  function copyUnknown(object, place, depth, holder, name) {
    const kind = typeof object === "function" ? "function" : kindOf(object);
    const unboxed = unboxing[kind];
    if (unboxed !== undefined) {
      if (place >= 0) note(object, undefined, undefined);
      return copy(unboxed.call(object), depth, holder, name);
    }
    note(object, holder, name);
    if (depth >= maximumDepth) throw TOO_DEEP;
    if (kind === "object") return copyProperties(object, place, depth);
    if (kind === "array") return copyArray(object, learn(place, arrays.describe(object)), depth);
    return copiers[kind](object, depth);
  }

  // Notes that an object was met. Its number is how many were met before.
  function note(object, holder, name) {
    seen.push(object);
    holders.push(holder);
    names.push(name);
  }

  function referenceTo(number) {
    let id = ids.get(number);
    if (id === undefined) {
      id = lastID += 1;
      ids.set(number, id);
    }
    spend(24);
    return { $type: "ref", value: id };
  }

  // The value of an own property. Only an accessor runs user code.
  function readOwn(object, name) {
    const descriptor = getOwnPropertyDescriptor(object, name);
    if (descriptor === undefined) return ABSENT;
    if (descriptor.writable !== undefined) return descriptor.value;
    return read(object, name);
  }

  // Reads a property that may be an accessor.
  function read(object, name) {
    const value = object[name];
    forget();
    return value;
  }

  // Each property is looked up again before its value is read: a getter may have deleted it, and then a prototype's
  // value would be read. The shortest property is `"":0` with a comma or brace.
  function copyMembers(node, object, members, depth, from) {
    const length = members.length - from;
    if (length * 5 > remaining()) throw TOO_LARGE;
    count += length;
    for (let index = from; index < members.length; index += 1) {
      const name = members[index];
      const value = readOwn(object, name);
      if (value === ABSENT) continue;
      spend(name.length + 4);
      put(node, name, copy(value, depth + 1, node, name));
    }
    return node;
  }

  // Notes what the structure with this number says. If there are very many structures, each probably belongs to one
  // object, and no more are noted.
  function learn(place, shape) {
    if (place < structures.maximumCount) shapes[place] = shape;
    return shape;
  }

  // Most structures are met only once, so a structure is described when it is met for the second time.
  function learnOfSecond(place, object, members) {
    if (place < 0 || place >= structures.maximumCount) return;
    if (met[place] === true) learn(place, structures.describe(object, members));
    else met[place] = true;
  }

  // Copies an object whose structure is not known, or whose properties have to be looked up one by one. `place` is the
  // structure's number.
  function copyProperties(object, place, depth) {
    const before = generation;
    const members = keys(object);
    const node = copyMembers({}, object, members, depth, 0);
    if (generation === before) learnOfSecond(place, object, members);
    return hasOwnProperty.call(node, "$type") ? { $type: "object", value: node } : node;
  }

  // Copies an object whose structure guarantees that these properties exist and are data.
  function copyKnown(object, shape, depth) {
    const before = generation;
    const { members } = shape;
    const { length } = members;
    const node = {};
    spend(shape.minimumLength);
    count += length;
    for (let index = 0; index < length; index += 1) {
      const name = members[index];
      const value = object[name];
      if (typeof value === "string") {
        minimumLength += value.length;
        node[name] = value;
      } else if (typeof value === "number" && isPlainNumber(value)) {
        node[name] = value;
      } else {
        node[name] = typeof value === "object" && value !== null
          ? copyObject(value, depth + 1, node, name)
          : copy(value, depth + 1, node, name);
        if (generation !== before) return copyRest(node, object, members, depth, index + 1);
      }
    }
    return node;
  }

  // Copies the remaining members after user code has run. `copyKnown` has counted their length already, so that is
  // taken back first.
  function copyRest(node, object, members, depth, from) {
    for (let index = from; index < members.length; index += 1) minimumLength -= members[index].length + 4;
    return copyMembers(node, object, members, depth, from);
  }

  function copyElement(array, index, depth, node) {
    const value = readOwn(array, index);
    return copy(value === ABSENT ? undefined : value, depth + 1, node, index);
  }

  function copyArray(array, shape, depth) {
    const { length } = array;
    if (length * 2 > remaining()) throw TOO_LARGE;
    minimumLength += length;
    count += length;
    const node = [];
    let checked = generation;
    let isPlain = shape.isPacked && arrays.hasOrdinaryPrototypes(array, plainPrototypesAt === generation);
    if (isPlain) plainPrototypesAt = generation;
    for (let index = 0; index < length; index += 1) {
      if (!isPlain) {
        node.push(copyElement(array, index, depth, node));
        continue;
      }
      const value = array[index];
      if (typeof value === "string") {
        minimumLength += value.length;
        node.push(value);
      } else if (typeof value === "number" && isPlainNumber(value)) {
        node.push(value);
      } else {
        node.push(typeof value === "object" && value !== null
          ? copyObject(value, depth + 1, node, index)
          : copy(value, depth + 1, node, index));
        if (generation === checked) continue;
        checked = generation;
        isPlain = arrays.isPlain(array);
      }
    }
    return node;
  }

  function copyMap(map, depth) {
    const size = primordials.mapSize.call(map);
    if (size * 6 > remaining()) throw TOO_LARGE;
    const entries = [];
    primordials.mapForEach.call(map, (value, key) => {
      const entry = [];
      spend(6);
      count += 2;
      entries.push(entry);
      entry.push(copy(key, depth + 1, entry, 0));
      entry.push(copy(value, depth + 1, entry, 1));
    });
    return { $type: "map", value: entries };
  }

  function copySet(set, depth) {
    if (primordials.setSize.call(set) * 2 > remaining()) throw TOO_LARGE;
    const values = [];
    primordials.setForEach.call(set, (value) => {
      spend(2);
      count += 1;
      values.push(copy(value, depth + 1, values, values.length));
    });
    return { $type: "set", value: values };
  }

  function copyDate(date) {
    const isValid = !Number.isNaN(primordials.dateGetTime.call(date));
    return { $type: "date", value: isValid ? primordials.dateToISOString.call(date) : null };
  }

  function copyRegExp(regexp) {
    const pattern = primordials.regexpSource.call(regexp);
    spend(pattern.length);
    let flags = "";
    for (const [flag, isSet] of primordials.regexpFlags) {
      if (isSet.call(regexp)) flags += flag;
    }
    return { $type: "regexp", value: { pattern, flags } };
  }

  // Like Error.prototype.toString, except for objects: their own toString is not called.
  function textOf(value, otherwise) {
    if (typeof value === "string") return value;
    const isNothing = value === undefined || (typeof value === "object" && value !== null) || typeof value === "function";
    return isNothing ? otherwise : String(value);
  }

  // A thrown error must get through, whatever its getters do.
  function readOfError(object, name) {
    if (omitted === undefined) return read(object, name);
    try {
      return object[name];
    } catch {
      omit(name);
      return undefined;
    } finally {
      forget();
    }
  }

  function omit(name) {
    if (omitted.length < MAXIMUM_OMISSIONS) omitted.push(errorPath + name);
  }

  function cut(string, name) {
    if (string.length <= textLimit) return string;
    omit(name);
    return `${string.slice(0, textLimit)}... ${string.length - textLimit} more characters`;
  }

  // Restores the state from before a property that could not be encoded: objects that were met in it do not count as
  // met.
  function takeBack(state) {
    ({ minimumLength, count } = state);
    seen.length = holders.length = names.length = state.objectCount;
    for (const number of ids.keys()) {
      if (number >= state.objectCount) ids.delete(number);
    }
    for (const handle of exported.splice(state.handleCount)) handles.release(handle);
    startVisits(level);
    forget();
    for (const object of seen) visit(object);
  }

  // It must be known whether a property of a thrown error makes the text too long while it can still be omitted. The
  // text here lacks the ids of objects that are met again.
  function measure(node, lengthBefore) {
    if (maximumTextLength() <= maximumLength) return;
    const text = boundedText.write(node, maximumLength - lengthBefore);
    if (text === undefined) throw TOO_LARGE;
    spend(Math.max(0, lengthBefore + text.length + 60 * ids.size - minimumLength));
  }

  // Copies a property of a thrown error. If that fails, omits the property and notes that.
  function tryProperty(node, error, property, depth) {
    const state = { minimumLength, count, objectCount: seen.length, handleCount: exported.length };
    const outer = errorPath;
    errorDepth = depth + 1;
    errorPath = `${outer}${property}.`;
    try {
      copyMembers(node, error, [property], depth, 0);
      if (hasOwnProperty.call(node, property)) measure(node[property], state.minimumLength);
    } catch {
      delete node[property];
      takeBack(state);
      errorPath = outer;
      omit(property);
    } finally {
      errorPath = outer;
      errorDepth = depth;
    }
  }

  const ERROR_TEXTS = new Set(["name", "message", "stack"]);

  function errorPropertyNames(error) {
    const names = keys(error).filter((name) => !ERROR_TEXTS.has(name));
    for (const name of ["cause", "errors"]) {
      if (hasOwnProperty.call(error, name) && !names.includes(name)) names.push(name);
    }
    return names;
  }

  function copyError(error, depth) {
    const isThrown = omitted !== undefined && depth === errorDepth;
    const name = cut(textOf(readOfError(error, "name"), "Error"), "name");
    const message = cut(scripts.ownWords(textOf(readOfError(error, "message"), "")), "message");
    const ownStack = hasOwnProperty.call(error, "stack") ? readOfError(error, "stack") : undefined;
    const stack = stacks.format(name, message, typeof ownStack === "string" ? ownStack : undefined);
    stack.text = cut(stack.text, "stack");
    if (depth === 0) rootError = { name, message, stack };
    const node = { name, message, stack: stack.text };
    spend(isThrown ? stringify(node).length + 32 : name.length + message.length + stack.text.length);
    for (const property of errorPropertyNames(error)) {
      if (!isThrown) copyMembers(node, error, [property], depth, 0);
      else if (textLimit !== Infinity) {
        if (hasOwnProperty.call(error, property)) omit(property);
      } else if (omitted.length < MAXIMUM_OMISSIONS) tryProperty(node, error, property, depth);
    }
    return { $type: "error", value: node };
  }

  function base64(view) {
    if (view.length * 4 > remaining() * 3) throw TOO_LARGE;
    const text = view.toBase64();
    spend(text.length);
    return text;
  }

  function copyArrayBuffer(buffer) {
    return { $type: "arraybuffer", value: base64(bytes.ofArrayBuffer(buffer)) };
  }

  function viewCopier(type) {
    const bytesOf = type === "DataView" ? bytes.ofDataView : bytes.ofTypedArray;
    return (view) => ({ $type: "typedarray", value: { type, data: base64(bytesOf(view)) } });
  }

  function exportHandle(object) {
    const handle = sharesHandles ? handles.share(object) : handles.lend(object);
    exported.push(sharesHandles ? handle : handle.slice(handle.indexOf("#") + 1));
    return handle;
  }

  // Reads only data properties: neither a getter nor a proxy's trap runs for a label.
  function ownData(callee, name) {
    if (typeByte(callee) === proxyByte) return undefined;
    return getOwnPropertyDescriptor(callee, name)?.value;
  }

  function copyFunction(callee) {
    const ownName = ownData(callee, "name");
    const ownLength = ownData(callee, "length");
    const name = typeof ownName === "string" ? ownName : "";
    const length = Number.isSafeInteger(ownLength) && ownLength > 0 ? ownLength : 0;
    spend(name.length);
    return { $type: "function", value: { name, length, handle: exportHandle(callee) } };
  }

  function copyPromise(promise) {
    return { $type: "promise", value: { handle: exportHandle(promise) } };
  }

  function classCopier(name) {
    return (object, depth) => {
      return { $type: "object", value: copyMembers({}, object, keys(object), depth, 0), class: name };
    };
  }

  function classOf(proxy) {
    return namespaces.has(proxy) ? "Module" : "Proxy";
  }

  // Copies the target of a proxy, without running its traps. A revoked proxy has no target.
  function copyTarget(proxy, depth) {
    namespaces.refresh(proxy);
    forget();
    let target = proxy;
    while (target !== null && typeByte(target) === proxyByte) target = proxyTarget(target);
    const value = copyMembers({}, target, target === null ? [] : keys(target), depth, 0);
    return { $type: "object", value, class: classOf(proxy) };
  }

  // Each trap runs once for each name, as with Object.entries.
  function copyProxy(proxy, depth) {
    if (!runsTraps) return copyTarget(proxy, depth);
    const members = ownKeys(proxy);
    forget();
    if (members.length * 5 > remaining()) throw TOO_LARGE;
    count += members.length;
    const node = {};
    for (const name of members) {
      if (typeof name !== "string") continue;
      const isEnumerable = getOwnPropertyDescriptor(proxy, name)?.enumerable === true;
      forget();
      if (!isEnumerable) continue;
      spend(name.length + 4);
      put(node, name, copy(read(proxy, name), depth + 1, node, name));
    }
    return { $type: "object", value: node, class: classOf(proxy) };
  }

  function copyGlobal(object, depth) {
    const node = copyMembers({}, object, sandbox.names(), depth, 0);
    return hasOwnProperty.call(node, "$type") ? { $type: "object", value: node } : node;
  }

  const unboxing = {
    __proto__: null,
    Boolean: primordials.booleanValueOf,
    Number: primordials.numberValueOf,
    String: primordials.stringValueOf,
    BigInt: primordials.bigintValueOf,
    Symbol: primordials.symbolValueOf,
  };

  const copiers = {
    __proto__: null,
    global: copyGlobal,
    function: copyFunction,
    Promise: copyPromise,
    Map: copyMap,
    Set: copySet,
    Date: copyDate,
    RegExp: copyRegExp,
    Error: copyError,
    ArrayBuffer: copyArrayBuffer,
    Proxy: copyProxy,
  };
  for (const name of ["WeakMap", "WeakSet", "WeakRef", "Generator", "Arguments"]) copiers[name] = classCopier(name);
  for (const type in realm.typedArrays) copiers[type] = viewCopier(type);

  // Adds ids to the objects that a `ref` refers to. A row that has a `$type` gets the id after it; a plain object or
  // array is wrapped.
  function markShared() {
    for (const [number, id] of ids) {
      const holder = holders[number];
      const name = names[number];
      const node = holder[name];
      if (hasOwnProperty.call(node, "$type")) put(holder, name, { $type: node.$type, id, ...node });
      else put(holder, name, { $type: isArray(node) ? "array" : "object", id, value: node });
    }
  }

  // A string's unit takes at most six characters in JSON, a number at most 25, and a row without its own texts at most
  // 120.
  function maximumTextLength() {
    return 6 * minimumLength + 25 * count + 120 * (seen.length + 1);
  }

  // Returns the text, or the number of the limit that the value exceeds.
  function encodeWhole(value) {
    try {
      const root = {};
      root.value = copy(value, 0, root, "value");
      if (ids.size > 0) markShared();
      const isShort = maximumTextLength() <= maximumLength;
      const whole = isShort ? stringify(root.value) : boundedText.write(root.value, maximumLength);
      if (whole === undefined) throw TOO_LARGE;
      exported = [];
      return whole;
    } catch (exception) {
      if (exception !== TOO_DEEP && exception !== TOO_LARGE) throw exception;
      return exception.limit;
    } finally {
      // Nobody learns the handles of an unfinished text.
      exported.forEach(handles.release);
      endVisits(level);
    }
  }

  const SHARING = { textLimit: Infinity, omitted: undefined, runsTraps: true, sharesHandles: true };
  const LENDING = { ...SHARING, sharesHandles: false };
  const TELLING = { ...LENDING, runsTraps: false };

  // Passes to `use` the text and, if the value is an error, what was read of it. Afterwards the state of the call
  // around this one is restored, however this one ends, and no object of this call is kept alive. Restoring calls no
  // function: if the stack is used up, a call would throw, and this call's state would stay.
  function encodeWith(value, depthLimit, lengthLimit, options, use) {
    const outer = {
      level, seen, holders, names, shapes, met, plainPrototypesAt, generation, ids, lastID, minimumLength, count, exported, maximumDepth,
      maximumLength, rootError, omitted, errorDepth, errorPath, textLimit, runsTraps, sharesHandles,
    };
    try {
      level += 1;
      startVisits(level);
      seen = [];
      holders = [];
      names = [];
      shapes = [];
      met = [];
      plainPrototypesAt = undefined;
      generation = 0;
      ids = new Map();
      lastID = 0;
      minimumLength = 0;
      count = 1;
      exported = [];
      maximumDepth = depthLimit;
      maximumLength = lengthLimit;
      rootError = undefined;
      errorDepth = 0;
      errorPath = "";
      ({ omitted, textLimit, runsTraps, sharesHandles } = options);
      const whole = encodeWhole(value);
      return use(whole, rootError, omitted);
    } finally {
      ({
        level, seen, holders, names, shapes, met, plainPrototypesAt, generation, ids, lastID, minimumLength, count, exported, maximumDepth,
        maximumLength, rootError, omitted, errorDepth, errorPath, textLimit, runsTraps, sharesHandles,
      } = outer);
    }
  }

  return {
    // Returns the JSON text, or 1 if the value is nested deeper than `depthLimit`, or 2 if the text would be longer
    // than `lengthLimit` UTF-16 units (its UTF-8 may still be longer, but never shorter). `sharesHandles`: whether the
    // text is read even if the run is undone.
    encode(value, depthLimit, lengthLimit, sharesHandles) {
      const options = sharesHandles ? SHARING : LENDING;
      return encodeWith(value, depthLimit, lengthLimit, options, (whole) => whole);
    },
    // The same for the arguments of a console call. No proxy's trap runs.
    encodeTold(value, depthLimit, lengthLimit) {
      return encodeWith(value, depthLimit, lengthLimit, TELLING, (whole) => whole);
    },
    // The same for a thrown value. The result also has the `name`, `message` and `stack` that were read of an error,
    // and `omitted`, the names of the error's properties that could not be encoded. `lengthOfTexts`: the length to
    // which the error's texts are cut.
    encodeThrown(value, depthLimit, lengthLimit, sharesHandles, lengthOfTexts) {
      const options = { ...SHARING, omitted: [], textLimit: lengthOfTexts, sharesHandles };
      return encodeWith(
        value, depthLimit, lengthLimit, options, (whole, error, omitted) => ({ whole, error, omitted }));
    },
  };
})
