// Writes a value of the user's realm as JSON text (spec: values.md). Everything read from a user's object is read with
// this realm's own intrinsics; user code runs only where the language says so (getters and proxy traps), and gets to
// see nothing of this realm: no argument, no `this`, no caller.
//
// One pass. Where an object is met again, its first place is wrapped afterwards: the text's positions are remembered
// for each object. A getter may lead back here (by a call of a host function), so `encode` keeps the outer state.
(function (host) {
  "use strict";
  const { typeByte, proxyTarget, realm, bytes, handles, namespaces, sandbox, scripts, stacks, primordials } = host;
  const { kindOf, proxyByte } = host.classes;
  const { markShared } = host.references;
  const { arrayPrototype } = realm;
  const { getOwnPropertyDescriptor, getPrototypeOf, hasOwnProperty, keys, ownKeys, stringify } = primordials;

  // Thrown inside the walk alone, and never through a frame of user code: getters are called, they do not call on.
  const TOO_DEEP = { limit: 1 };
  const TOO_LARGE = { limit: 2 };

  // Text is joined from pieces of this length. One endless concatenation would keep a cell for each of its steps.
  const PIECE_LENGTH = 65536;

  // Properties of a thrown error that are tried in vain before the rest is left out untried.
  const MAXIMUM_OMISSIONS = 100;

  let pieces;
  let piecesLength;
  let text;
  let places; // object or symbol → its number, in the order in which they were met
  let starts; // number → where its text begins
  let ends; // number → where its text ends
  let ids; // number → id, for the objects met again
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

  function position() {
    return piecesLength + text.length;
  }

  function remaining() {
    return maximumLength - position();
  }

  function endPiece() {
    if (position() > maximumLength) throw TOO_LARGE;
    if (text.length < PIECE_LENGTH) return;
    // A search makes the concatenation one flat string, and its cells are free to go.
    pieces.push(text);
    piecesLength += text.length;
    if (text.includes("\n")) throw new Error("JSON text has no line end");
    text = "";
  }

  // Most strings are short and plain, and a look at each unit is cheaper than a call.
  function quote(string) {
    if (string.length > 32) return stringify(string);
    for (let index = 0; index < string.length; index += 1) {
      const unit = string.charCodeAt(index);
      if (unit < 32 || unit === 34 || unit === 92 || unit >= 0xd800) return stringify(string);
    }
    return '"' + string + '"';
  }

  const MAXIMUM_CACHED_KEYS = 1024;
  const quotedKeys = new Map();

  function quoteKey(key) {
    const known = quotedKeys.get(key);
    if (known !== undefined) return known;
    if (key.length > remaining()) throw TOO_LARGE;
    const quoted = quote(key) + ":";
    if (key.length <= 32 && quotedKeys.size < MAXIMUM_CACHED_KEYS) quotedKeys.set(key, quoted);
    return quoted;
  }

  function numberText(number) {
    if (number - number === 0 && (number !== 0 || 1 / number > 0)) return number;
    return `{"$type":"number","value":"${number === 0 ? "-0" : number}"}`;
  }

  function symbolText(symbol) {
    const key = primordials.symbolKeyFor(symbol);
    const description = key === undefined ? primordials.symbolDescription.call(symbol) : key;
    if (description === undefined) return '{"$type":"symbol","value":null}';
    if (description.length > remaining()) throw TOO_LARGE;
    return `{"$type":"symbol","value":${stringify(description)}${key === undefined ? "" : ',"registered":true'}}`;
  }

  // One of the registry is the same wherever it arrives; any other is, like an object, where it is met again.
  function writeSymbol(prefix, symbol) {
    if (writeReference(prefix, symbol)) return;
    text += prefix;
    if (primordials.symbolKeyFor(symbol) === undefined) notePlace(symbol);
    text += symbolText(symbol);
  }

  // Appends `prefix` and the value. `depth` counts the objects around the value.
  function write(prefix, value, depth) {
    switch (typeof value) {
      case "string":
        if (value.length > remaining()) throw TOO_LARGE;
        text = text + prefix + quote(value);
        break;
      case "number":
        text = text + prefix + numberText(value);
        break;
      case "boolean":
        text = text + prefix + value;
        break;
      case "undefined":
        text = text + prefix + '{"$type":"undefined"}';
        break;
      case "bigint":
        text = text + prefix + '{"$type":"bigint","value":"' + value + '"}';
        break;
      case "symbol":
        writeSymbol(prefix, value);
        break;
      default:
        if (value === null) text = text + prefix + "null";
        else writeObject(prefix, value, depth);
    }
    if (text.length >= PIECE_LENGTH) endPiece();
  }

  function writeObject(prefix, object, depth) {
    if (writeReference(prefix, object)) return;
    const kind = typeof object === "function" ? "function" : kindOf(object);
    const unboxed = unboxing[kind];
    if (unboxed !== undefined) {
      write(prefix, unboxed.call(object), depth);
      return;
    }
    if (depth >= maximumDepth) throw TOO_DEEP;
    text += prefix;
    const number = notePlace(object);
    if (kind === "object") writeProperties(object, keys(object), depth);
    else if (kind === "array") writeArray(object, depth);
    else writers[kind](object, depth);
    ends[number] = position();
  }

  // What was met before is written as a reference. Tells whether it was.
  function writeReference(prefix, value) {
    const place = places.get(value);
    if (place === undefined) return false;
    text = text + prefix + '{"$type":"ref","value":' + idOf(place) + "}";
    return true;
  }

  // Its text begins here.
  function notePlace(value) {
    const number = starts.length;
    places.set(value, number);
    starts.push(position());
    ends.push(0);
    return number;
  }

  function idOf(place) {
    let id = ids.get(place);
    if (id === undefined) {
      id = ids.size + 1;
      ids.set(place, id);
    }
    return id;
  }

  // Each name is asked for again before its value is read: a getter may have deleted it, and then reading would find
  // what a prototype holds. The shortest property is `"":0`, with a comma or brace.
  function writeMembers(opening, object, names, depth) {
    if (names.length * 5 > remaining()) throw TOO_LARGE;
    let separator = opening;
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index];
      if (!hasOwnProperty.call(object, name)) continue;
      write(separator + quoteKey(name), object[name], depth + 1);
      separator = ",";
    }
    if (separator !== ",") text += separator;
  }

  function writeProperties(object, names, depth) {
    const isWrapped = hasOwnProperty.call(object, "$type");
    writeMembers(isWrapped ? '{"$type":"object","value":{' : "{", object, names, depth);
    text += isWrapped ? "}}" : "}";
  }

  // A hole must not show what a polluted prototype has at its index. Asking each element whether it is the array's own
  // is the dear way: where the prototypes have no such index, whatever is read is the array's own.
  function hasElement(array, isOrdinary, index) {
    return (isOrdinary && !(index in arrayPrototype)) || hasOwnProperty.call(array, index);
  }

  function writeArray(array, depth) {
    const { length } = array;
    if (length * 2 > remaining()) throw TOO_LARGE;
    const isOrdinary = getPrototypeOf(array) === arrayPrototype;
    let separator = "[";
    for (let index = 0; index < length; index += 1) {
      write(separator, hasElement(array, isOrdinary, index) ? array[index] : undefined, depth + 1);
      separator = ",";
    }
    text += length === 0 ? "[]" : "]";
  }

  function writeMap(map, depth) {
    if (primordials.mapSize.call(map) * 6 > remaining()) throw TOO_LARGE;
    text += '{"$type":"map","value":[';
    let separator = "[";
    primordials.mapForEach.call(map, (value, key) => {
      write(separator, key, depth + 1);
      write(",", value, depth + 1);
      text += "]";
      separator = ",[";
    });
    text += "]}";
  }

  function writeSet(set, depth) {
    if (primordials.setSize.call(set) * 2 > remaining()) throw TOO_LARGE;
    text += '{"$type":"set","value":[';
    let separator = "";
    primordials.setForEach.call(set, (value) => {
      write(separator, value, depth + 1);
      separator = ",";
    });
    text += "]}";
  }

  function writeDate(date) {
    const isValid = !Number.isNaN(primordials.dateGetTime.call(date));
    text += `{"$type":"date","value":${isValid ? `"${primordials.dateToISOString.call(date)}"` : "null"}}`;
  }

  function writeRegExp(regexp) {
    const source = primordials.regexpSource.call(regexp);
    if (source.length > remaining()) throw TOO_LARGE;
    let flags = "";
    for (const [flag, isSet] of primordials.regexpFlags) {
      if (isSet.call(regexp)) flags += flag;
    }
    text += `{"$type":"regexp","value":{"pattern":${stringify(source)},"flags":"${flags}"}}`;
  }

  // As Error.prototype.toString has it, but for objects, whose toString is not called.
  function textOf(value, otherwise) {
    if (typeof value === "string") return value;
    const isNothing = value === undefined || (typeof value === "object" && value !== null) || typeof value === "function";
    return isNothing ? otherwise : String(value);
  }

  // What a thrown error is must arrive, whatever its getters do.
  function read(object, name) {
    if (omitted === undefined) return object[name];
    try {
      return object[name];
    } catch {
      omit(name);
      return undefined;
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

  // As before the first property that can't cross: what was written of it is taken back.
  function takeBack(pieceCount, length, head, objectCount, handleCount) {
    pieces.length = pieceCount;
    piecesLength = length;
    text = head;
    starts.length = objectCount;
    ends.length = objectCount;
    for (const numbers of [places, ids]) {
      for (const [key, value] of numbers) {
        if ((numbers === places ? value : key) >= objectCount) numbers.delete(key);
      }
    }
    for (const handle of exported.splice(handleCount)) handles.release(handle);
  }

  // Writes a property of a thrown error, or leaves it out and takes note of that.
  function tryProperty(error, property, depth) {
    const state = [pieces.length, piecesLength, text, starts.length, exported.length];
    const outer = errorPath;
    errorDepth = depth + 1;
    errorPath = `${outer}${property}.`;
    try {
      write("," + quoteKey(property), error[property], depth + 1);
    } catch {
      takeBack(...state);
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

  function writeError(error, depth) {
    const isThrown = omitted !== undefined && depth === errorDepth;
    const name = cut(textOf(read(error, "name"), "Error"), "name");
    const message = cut(scripts.ownWords(textOf(read(error, "message"), "")), "message");
    const ownStack = hasOwnProperty.call(error, "stack") ? read(error, "stack") : undefined;
    const stack = stacks.format(name, message, typeof ownStack === "string" ? ownStack : undefined);
    stack.text = cut(stack.text, "stack");
    if (depth === 0) rootError = { name, message, stack };
    write('{"$type":"error","value":{"name":', name, depth + 1);
    write(',"message":', message, depth + 1);
    write(',"stack":', stack.text, depth + 1);
    for (const property of errorPropertyNames(error)) {
      if (!hasOwnProperty.call(error, property)) continue;
      if (!isThrown) write("," + quoteKey(property), error[property], depth + 1);
      else if (textLimit !== Infinity) omit(property);
      else if (omitted.length < MAXIMUM_OMISSIONS) tryProperty(error, property, depth);
    }
    text += "}}";
  }

  function base64(view) {
    if (view.length * 4 > remaining() * 3) throw TOO_LARGE;
    return view.toBase64();
  }

  function writeArrayBuffer(buffer) {
    text += `{"$type":"arraybuffer","value":"${base64(bytes.ofArrayBuffer(buffer))}"}`;
  }

  function viewWriter(type) {
    const bytesOf = type === "DataView" ? bytes.ofDataView : bytes.ofTypedArray;
    return (view) => {
      text += `{"$type":"typedarray","value":{"type":"${type}","data":"${base64(bytesOf(view))}"}}`;
    };
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

  function writeFunction(callee, depth) {
    const name = ownData(callee, "name");
    const length = ownData(callee, "length");
    write('{"$type":"function","value":{"name":', typeof name === "string" ? name : "", depth + 1);
    const count = Number.isSafeInteger(length) && length > 0 ? length : 0;
    text += `,"length":${count},"handle":"${exportHandle(callee)}"}}`;
  }

  function writePromise(promise) {
    text += `{"$type":"promise","value":{"handle":"${exportHandle(promise)}"}}`;
  }

  function classWriter(name) {
    return (object, depth) => {
      writeMembers('{"$type":"object","value":{', object, keys(object), depth);
      text += `},"class":"${name}"}`;
    };
  }

  function classOf(proxy) {
    return namespaces.has(proxy) ? "Module" : "Proxy";
  }

  // What stands behind a proxy, whose traps don't run. Nothing is behind a revoked one.
  function writeTarget(proxy, depth) {
    namespaces.refresh(proxy);
    let target = proxy;
    while (target !== null && typeByte(target) === proxyByte) target = proxyTarget(target);
    writeMembers('{"$type":"object","value":{', target, target === null ? [] : keys(target), depth);
    text += `},"class":"${classOf(proxy)}"}`;
  }

  // Each trap runs once for each name, as Object.entries would have it.
  function writeProxy(proxy, depth) {
    if (!runsTraps) {
      writeTarget(proxy, depth);
      return;
    }
    const names = ownKeys(proxy);
    text += '{"$type":"object","value":';
    if (names.length * 5 > remaining()) throw TOO_LARGE;
    let separator = "{";
    for (const name of names) {
      if (typeof name !== "string" || getOwnPropertyDescriptor(proxy, name)?.enumerable !== true) continue;
      write(separator + quoteKey(name), proxy[name], depth + 1);
      separator = ",";
    }
    text += `${separator === "{" ? "{}" : "}"},"class":"${classOf(proxy)}"}`;
  }

  const unboxing = {
    __proto__: null,
    Boolean: primordials.booleanValueOf,
    Number: primordials.numberValueOf,
    String: primordials.stringValueOf,
    BigInt: primordials.bigintValueOf,
    Symbol: primordials.symbolValueOf,
  };

  const writers = {
    __proto__: null,
    global: (object, depth) => writeProperties(object, sandbox.names(), depth),
    function: writeFunction,
    Promise: writePromise,
    Map: writeMap,
    Set: writeSet,
    Date: writeDate,
    RegExp: writeRegExp,
    Error: writeError,
    ArrayBuffer: writeArrayBuffer,
    Proxy: writeProxy,
  };
  for (const name of ["WeakMap", "WeakSet", "WeakRef", "Generator", "Arguments"]) writers[name] = classWriter(name);
  for (const type in realm.typedArrays) writers[type] = viewWriter(type);

  function finish() {
    pieces.push(text);
    const whole = pieces.join("");
    return ids.size === 0 ? whole : markShared(whole, ids, starts, ends);
  }

  // The text, or the number of the limit that the value is past.
  function encodeWhole(value) {
    try {
      write("", value, 0);
      const whole = finish();
      if (whole.length > maximumLength) throw TOO_LARGE;
      exported = [];
      return whole;
    } catch (exception) {
      if (exception !== TOO_DEEP && exception !== TOO_LARGE) throw exception;
      return exception.limit;
    } finally {
      // Nobody learns the handles of a text that was not finished.
      exported.forEach(handles.release);
    }
  }

  const SHARING = { textLimit: Infinity, omitted: undefined, runsTraps: true, sharesHandles: true };
  const LENDING = { ...SHARING, sharesHandles: false };
  const TELLING = { ...LENDING, runsTraps: false };

  // Gives `read` the text and, where the value is an error, what was read of it. The state around a nested call
  // comes back however this one ends, and holds on to no object of a call that is over. Putting it back calls nothing:
  // where the stack is used up, a call would throw, and the state of the inner call would stay.
  function encodeWith(value, depthLimit, lengthLimit, options, read) {
    const outer = {
      pieces, piecesLength, text, places, starts, ends, ids, exported, maximumDepth, maximumLength, rootError,
      omitted, errorDepth, errorPath, textLimit, runsTraps, sharesHandles,
    };
    try {
      pieces = [];
      piecesLength = 0;
      text = "";
      places = new Map();
      starts = [];
      ends = [];
      ids = new Map();
      exported = [];
      maximumDepth = depthLimit;
      maximumLength = lengthLimit;
      rootError = undefined;
      errorDepth = 0;
      errorPath = "";
      ({ omitted, textLimit, runsTraps, sharesHandles } = options);
      const whole = encodeWhole(value);
      return read(whole, rootError, omitted);
    } finally {
      ({
        pieces, piecesLength, text, places, starts, ends, ids, exported, maximumDepth, maximumLength, rootError,
        omitted, errorDepth, errorPath, textLimit, runsTraps, sharesHandles,
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
