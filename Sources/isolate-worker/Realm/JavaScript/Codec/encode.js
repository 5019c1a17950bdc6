// Writes a value of the user's realm as JSON text (spec: values.md). Everything read from a user's object is read with
// this realm's own intrinsics; user code runs only where the language says so (getters and proxy traps), and gets to
// see nothing of this realm: no argument, no `this`, no caller.
//
// First the value is copied into this realm, as the tree of plain objects and arrays that its text shows, and then
// JSON.stringify writes that tree: it meets nothing there that a script could have touched, so it runs no user code.
// A getter may lead back here (by a call of a host function), so `encode` keeps the outer state.
(function (host) {
  "use strict";
  const {
    typeByte, proxyTarget, startVisits, endVisits, visit, forgetStructures,
    realm, arrays, boundedText, bytes, handles, namespaces, sandbox, scripts, stacks, structures, primordials,
  } = host;
  const { kindOf, proxyByte } = host.classes;
  const { defineProperty, getOwnPropertyDescriptor, hasOwnProperty, isArray, keys, ownKeys, stringify } = primordials;

  // Thrown inside the walk alone, and never through a frame of user code: getters are called, they do not call on.
  const TOO_DEEP = { limit: 1 };
  const TOO_LARGE = { limit: 2 };

  const OBJECT_PROTOTYPE = Object.prototype;

  // What an own property is that is not there.
  const ABSENT = {};

  // Properties of a thrown error that are tried in vain before the rest is left out untried.
  const MAXIMUM_OMISSIONS = 100;

  let level = -1; // how many calls of `encode` there are around this one
  let seen; // the objects and symbols met, in the order in which they were met
  let holders; // what the copy of each is a property of; undefined where it has none of its own
  let names; // the name of that property
  let shapes; // what was found out about the objects of one structure
  let plainPrototypesAt; // the generation in which the prototypes of arrays were found to be plain
  let met; // the structures that were met once
  let generation; // how often user code may have changed what `shapes` says
  let ids; // number of an object → id, for the objects met again
  let lastID;
  let minimumLength; // the text will be no shorter
  let count; // how many values were copied
  let exported; // the handles made for this text
  let maximumDepth;
  let maximumLength;
  let rootError;
  let omitted; // the names of what was left out of a thrown error; undefined where nothing may be
  let errorDepth; // how many errors there are around the one at hand, each a property of the one before
  let errorPath; // the names that lead there
  let textLimit; // the length at which the name, message and stack of a thrown error are cut
  let runsTraps; // whether a proxy is read by its traps; else its target is read
  let sharesHandles; // whether the text is read whatever becomes of the run: see handles.js

  function remaining() {
    return maximumLength - minimumLength;
  }

  function spend(length) {
    minimumLength += length;
    if (minimumLength > maximumLength) throw TOO_LARGE;
  }

  // User code has run: a structure that belongs to one object may no longer be what it was, and a call of `encode` from
  // there that found the stack used up may have left its visits behind.
  function forget() {
    generation += 1;
    shapes = [];
    met = [];
    forgetStructures(level);
  }

  // Assignment makes no property that Object.prototype has, which is frozen, and takes `__proto__` for the prototype.
  function put(holder, name, value) {
    if (!(name in OBJECT_PROTOTYPE)) holder[name] = value;
    else defineProperty(holder, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  }

  // A number that JSON has as itself.
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

  // One of the registry is the same wherever it arrives; any other is, like an object, where it is met again.
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

  // What the text shows of a value that becomes the property `name` of `holder`. `depth` counts the objects around it.
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

  // An object of whose structure nothing is known. `place` is the structure's number, if it is at least 0.
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

  // The object was met, and its number is how many were met before it.
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

  // An own property's value. Only an accessor runs user code.
  function readOwn(object, name) {
    const descriptor = getOwnPropertyDescriptor(object, name);
    if (descriptor === undefined) return ABSENT;
    if (descriptor.writable !== undefined) return descriptor.value;
    return read(object, name);
  }

  // Reads what may be an accessor.
  function read(object, name) {
    const value = object[name];
    forget();
    return value;
  }

  // Each name is asked for again before its value is read: a getter may have deleted it, and then reading would find
  // what a prototype holds. The shortest property is `"":0`, with a comma or brace.
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

  // Takes note of what the structure of that number says. More than a few are those of one object each.
  function learn(place, shape) {
    if (place < structures.maximumCount) shapes[place] = shape;
    return shape;
  }

  // Most structures are met once. What one says is found out when it is met again.
  function learnOfSecond(place, object, members) {
    if (place < 0 || place >= structures.maximumCount) return;
    if (met[place] === true) learn(place, structures.describe(object, members));
    else met[place] = true;
  }

  // An object of a structure that was not met before, or whose properties are to be asked one by one. `place` is the
  // structure's number.
  function copyProperties(object, place, depth) {
    const before = generation;
    const members = keys(object);
    const node = copyMembers({}, object, members, depth, 0);
    if (generation === before) learnOfSecond(place, object, members);
    return hasOwnProperty.call(node, "$type") ? { $type: "object", value: node } : node;
  }

  // An object whose structure says that each of these properties is there, and is data.
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

  // What `copyKnown` has spent on these members is spent again where they are still there.
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

  // As Error.prototype.toString has it, but for objects, whose toString is not called.
  function textOf(value, otherwise) {
    if (typeof value === "string") return value;
    const isNothing = value === undefined || (typeof value === "object" && value !== null) || typeof value === "function";
    return isNothing ? otherwise : String(value);
  }

  // What a thrown error is must arrive, whatever its getters do.
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

  // As before the first property that can't cross: what was met in it is unmet again.
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

  // That a property of a thrown error makes the text too long has to be known while it can still be left out. The marks
  // of what is met again are not in it yet.
  function measure(node, lengthBefore) {
    if (maximumTextLength() <= maximumLength) return;
    const text = boundedText.write(node, maximumLength - lengthBefore);
    if (text === undefined) throw TOO_LARGE;
    spend(Math.max(0, lengthBefore + text.length + 60 * ids.size - minimumLength));
  }

  // Copies a property of a thrown error, or leaves it out and takes note of that.
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

  // Only what a function has as plain data: neither a getter nor a proxy's trap runs for a label.
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

  // What stands behind a proxy, whose traps don't run. Nothing is behind a revoked one.
  function copyTarget(proxy, depth) {
    namespaces.refresh(proxy);
    forget();
    let target = proxy;
    while (target !== null && typeByte(target) === proxyByte) target = proxyTarget(target);
    const value = copyMembers({}, target, target === null ? [] : keys(target), depth, 0);
    return { $type: "object", value, class: classOf(proxy) };
  }

  // Each trap runs once for each name, as Object.entries would have it.
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

  // An object that a `ref` means gets its id. A row that has its own `$type` takes the id behind it; a plain object or
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

  // No unit of a string takes more than six in JSON, no number more than 25, and nothing but texts of its own makes a
  // row longer than 120.
  function maximumTextLength() {
    return 6 * minimumLength + 25 * count + 120 * (seen.length + 1);
  }

  // The text, or the number of the limit that the value is past.
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
      // Nobody learns the handles of a text that was not finished.
      exported.forEach(handles.release);
      endVisits(level);
    }
  }

  const SHARING = { textLimit: Infinity, omitted: undefined, runsTraps: true, sharesHandles: true };
  const LENDING = { ...SHARING, sharesHandles: false };
  const TELLING = { ...LENDING, runsTraps: false };

  // Gives `use` the text and, where the value is an error, what was read of it. The state around a nested call
  // comes back however this one ends, and holds on to no object of a call that is over. Putting it back calls nothing:
  // where the stack is used up, a call would throw, and the state of the inner call would stay.
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
    // The JSON text; or 1 where the value is nested deeper than `depthLimit`, 2 where the text would be longer than
    // `lengthLimit` UTF-16 units (in UTF-8 it can still turn out longer, never shorter). `sharesHandles`: whether
    // the text is read whatever becomes of the run.
    encode(value, depthLimit, lengthLimit, sharesHandles) {
      const options = sharesHandles ? SHARING : LENDING;
      return encodeWith(value, depthLimit, lengthLimit, options, (whole) => whole);
    },
    // The same for what a console call tells, in which no trap runs.
    encodeTold(value, depthLimit, lengthLimit) {
      return encodeWith(value, depthLimit, lengthLimit, TELLING, (whole) => whole);
    },
    // The same for a thrown value, with the `name`, `message` and `stack` that were read while an error was written.
    // `omitted` names what was left out of an error because it can't cross. `lengthOfTexts` is what its texts are cut
    // to.
    encodeThrown(value, depthLimit, lengthLimit, sharesHandles, lengthOfTexts) {
      const options = { ...SHARING, omitted: [], textLimit: lengthOfTexts, sharesHandles };
      return encodeWith(
        value, depthLimit, lengthLimit, options, (whole, error, omitted) => ({ whole, error, omitted }));
    },
  };
})
