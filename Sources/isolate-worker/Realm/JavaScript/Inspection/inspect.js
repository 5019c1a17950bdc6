// Prints any value the way Node's util.inspect does. Getters are shown, not called, and a proxy is shown as its target.
// The same user code runs as in Node: `Symbol.for('nodejs.util.inspect.custom')`, and getters of `Symbol.toStringTag`.

(function (host) {
  "use strict";

  const { arrange, clean, colored, kindOf, makeInspectOptions, more, primitiveText, proxyHandler, proxyTarget, userInspect } = host;
  const {
    arrayEntries, bufferEntries, dataViewEntries, iteratorEntries, mapEntries, promiseEntries, propertyText,
    remainingItems, setEntries, typedArrayEntries,
  } = host;
  const {
    findConstructor, findProperty, functionName, isObject, isOwn, ownKeys, ownKeysBesideElements, ownValue,
    prototypeOf, typedArrayKind, typedArrayPrototype, unwrapped,
  } = host;
  const { constructorName, functionLabel, isBuiltIn, kindName, prefix, tagOf } = host;
  const { errorKeys, errorText, isError, stackOf, webText } = host;
  const { apply, getOwnPropertyDescriptor, ownKeys: allOwnKeys } = Reflect;

  const defaults = {
    breakLength: 80,
    colors: false,
    compact: 3,
    customInspect: true,
    depth: 2,
    getters: false,
    maxArrayLength: 100,
    maxStringLength: 10000,
    numericSeparator: false,
    showHidden: false,
    showProxy: false,
    sorted: false,
  };

  const customInspect = Symbol.for("nodejs.util.inspect.custom");

  // Limits custom inspections that return an object with a custom inspection, and so on.
  const mostCustomInspections = 100;

  // A value that refers to the same object many times has a text far longer than itself. After this many characters, no
  // more objects are opened.
  const longestText = 2 ** 24;

  // Getters of classes are searched in this many prototypes.
  const accessorLevels = 3;

  const getter = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get;
  const mapSize = getter(Map.prototype, "size");
  const setSize = getter(Set.prototype, "size");
  const typedArrayLength = getter(typedArrayPrototype, "length");
  const { getTime, toISOString } = Date.prototype;
  const regExpSource = getter(RegExp.prototype, "source");
  const regExpFlags = [
    ["d", "hasIndices"],
    ["g", "global"],
    ["i", "ignoreCase"],
    ["m", "multiline"],
    ["s", "dotAll"],
    ["u", "unicode"],
    ["v", "unicodeSets"],
    ["y", "sticky"],
  ].map(([flag, name]) => [flag, getter(RegExp.prototype, name)]);
  const primitiveOf = new Map(
    [BigInt, Boolean, Number, String, Symbol].map((type) => [type.name, type.prototype.valueOf]),
  );

  // Properties that the engine adds to errors. Node adds only the stack, and puts it first.
  const engineErrorKeys = ["column", "line", "sourceURL", "stack"];

  function makeState(options) {
    const state = {
      ...defaults,
      ...options,
      // The objects that are being printed, each inside the one before it, and the numbers of those that contain a
      // reference to themselves.
      open: new Set(),
      circular: new Map(),
      indentation: 0,
      insideTypedArray: false,
      levelReached: 0,
      customInspections: 0,
      room: longestText,
      print: (value, level) => valueText(state, value, level),
      printPair: (texts, level) => bracketed(state, texts, level, "["),
    };
    state.stylize = state.colors ? colored : (text) => text;
    // With colours the text is for a terminal, which the user's texts must not control.
    state.clean = state.colors ? clean : (text) => text;
    return state;
  }

  function isPrototype(object) {
    const constructor = ownValue(object, "constructor");
    return isObject(constructor) && kindOf(constructor) !== "Proxy" && ownValue(constructor, "prototype") === object;
  }

  /** The text of an object's custom inspection; undefined if it has none. */
  function customText(state, value, object, level) {
    if (!state.customInspect || state.customInspections >= mostCustomInspections) return undefined;
    const custom = findProperty(object, customInspect)?.value;
    if (typeof custom !== "function" || custom === userInspect || isPrototype(object)) return undefined;
    state.customInspections += 1;
    try {
      const depth = state.depth - level;
      const shown = apply(custom, value, [depth, makeInspectOptions({ ...state, depth }), userInspect]);
      if (shown === value) return undefined;
      const text = isObject(shown) ? valueText(state, shown, level) : state.clean(String(shown));
      return text.replaceAll("\n", `\n${" ".repeat(state.indentation)}`);
    } catch {
      return undefined;
    } finally {
      state.customInspections -= 1;
    }
  }

  function valueText(state, value, level) {
    if (!isObject(value)) return primitiveText(value, state);
    const object = unwrapped(value);
    if (object === null) return state.stylize("<Revoked Proxy>", "special");
    if (state.showProxy && kindOf(value) === "Proxy") return proxyText(state, value, level);
    const custom = customText(state, value, object, level);
    if (custom !== undefined) return custom;
    if (state.open.has(object)) {
      if (!state.circular.has(object)) state.circular.set(object, state.circular.size + 1);
      return state.stylize(`[Circular *${state.circular.get(object)}]`, "special");
    }
    return objectText(state, object, level);
  }

  function proxyText(state, proxy, level) {
    if (level > state.depth) return state.stylize("Proxy [Array]", "special");
    state.levelReached = level + 1;
    state.indentation += 2;
    const texts = [proxyTarget(proxy), proxyHandler(proxy)].map((part) => valueText(state, part, level + 1));
    state.indentation -= 2;
    return bracketed(state, texts, level + 1, "Proxy [");
  }

  function bracketed(state, texts, level, open) {
    return arrangement(state, texts, level, { base: "", open, close: "]" }, { numeric: false, trailer: false });
  }

  function arrangement(state, entries, level, { base, open, close }, columns) {
    const { breakLength, colors, compact, indentation } = state;
    const levelsBelow = state.levelReached - level;
    return arrange(entries, { base, open, close, indentation, breakLength, colors, compact, levelsBelow, columns });
  }

  /** The description of the prototype of an object without a constructor. */
  function prototypeText(state, prototype, level) {
    if (level > state.depth) return "Complex prototype";
    const describe = (next) => prototypeText(state, next, level + 1);
    return constructorName(prototype, kindOf(prototype), describe) ?? valueText(makeState({ depth: -1 }), prototype, 0);
  }

  // Each kind of object is described by
  // - open, close: the braces, with the text before the opening one;
  // - base: a text for the whole object, which is everything if there are no properties;
  // - keys: the properties that are listed;
  // - entries: a function that lists the other content of the object, at a level;
  // - alone: the text of an object without properties; undefined if other content is always listed;
  // - style: the colour of that text;
  // - length: the length of an array.

  function describeArray(state, object, { constructor, tag }) {
    const length = ownValue(object, "length");
    const name = constructor === "Array" && tag === "" ? "" : prefix(constructor, tag, "Array", `(${length})`);
    return {
      open: `${name}[`,
      close: "]",
      keys: ownKeysBesideElements(object, length, state.showHidden),
      entries: (level) => arrayEntries(state, level, object, length),
      alone: length === 0 ? `${name}[]` : undefined,
      length,
    };
  }

  function describeTypedArray(state, object, { constructor, tag }) {
    const length = apply(typedArrayLength, object, []);
    const name = prefix(constructor, tag, typedArrayKind(object), `(${length})`);
    return {
      open: `${name}[`,
      close: "]",
      keys: ownKeysBesideElements(object, length, state.showHidden),
      entries: (level) => typedArrayEntries(state, level, object, length),
      alone: length === 0 && !state.showHidden ? `${name}[]` : undefined,
      length,
    };
  }

  function describeCollection(readSize, list) {
    return (state, object, { constructor, tag, kind }) => {
      const size = apply(readSize, object, []);
      const name = prefix(constructor, tag, kind, `(${size})`);
      return {
        open: `${name}{`,
        entries: (level) => list(state, level, object, size),
        alone: size === 0 ? `${name}{}` : undefined,
      };
    };
  }

  function describeIterator(state, object, { tag, kind }) {
    const found = remainingItems(state, object, kind);
    const ownName = kindName(object, kind);
    const name = found?.pairs ? ownName.replace("Iterator", "Entries") : ownName;
    const ownTag = tag !== "" && tag !== ownName ? `${tag}] [` : "";
    return { open: `[${ownTag}${name}] {`, entries: (level) => iteratorEntries(state, level, found) };
  }

  function describeFunction(state, object, { constructor, tag }) {
    const base = functionLabel(object, constructor, tag);
    return { base, alone: base, style: "special" };
  }

  function describeRegExp(state, object, { constructor, tag }) {
    const flags = regExpFlags.filter(([, read]) => apply(read, object, [])).map(([flag]) => flag);
    const name = prefix(constructor, tag, "RegExp");
    const base = `${name === "RegExp " ? "" : name}/${apply(regExpSource, object, [])}/${flags.join("")}`;
    return { base, alone: base, beyondDepth: base, style: "regexp" };
  }

  function describeDate(state, object, { constructor, tag }) {
    const name = prefix(constructor, tag, "Date");
    const date = Number.isNaN(apply(getTime, object, [])) ? "Invalid Date" : apply(toISOString, object, []);
    const base = `${name === "Date " ? "" : name}${date}`;
    return { base, alone: base, style: "date" };
  }

  function describeError(state, object, { constructor, tag, kind }) {
    let listed = ownKeys(object, state.showHidden);
    // The engine makes the place of a syntax error enumerable.
    const isPlaced = kind === "Error" && (state.showHidden || constructor === "SyntaxError");
    if (isPlaced) {
      const others = listed.filter((key) => !engineErrorKeys.includes(key));
      listed = listed.includes("stack") ? ["stack", ...others] : others;
    }
    const keys = errorKeys(object, listed, state.showHidden);
    const base = errorText(object, constructor, tag, state.indentation);
    return { base, keys, alone: base };
  }

  function describeBoxed(state, object, { constructor, tag, kind }) {
    const primitive = apply(primitiveOf.get(kind), object, []);
    let type = kind;
    if (constructor !== kind) type += constructor === null ? " (null prototype)" : ` (${constructor})`;
    let base = `[${type}: ${primitiveText(primitive, makeState({}))}]`;
    if (tag !== "" && tag !== constructor) base += ` [${tag}]`;
    const style = kind.toLowerCase();
    if (kind !== "String") return { base, alone: base, style };
    return { base, keys: ownKeysBesideElements(object, primitive.length, state.showHidden), alone: base, style };
  }

  function describeContainer(list) {
    return (state, object, { constructor, tag, kind }) => ({
      open: `${prefix(constructor, tag, kind)}{`,
      entries: (level) => list(state, level, object),
    });
  }

  function describePlain(state, object, { constructor, tag, kind }) {
    let name = prefix(constructor, tag, kindName(object, kind));
    if (constructor === "Object") {
      if (kind === "Arguments") name = "[Arguments] ";
      else if (tag === "") name = "";
    }
    return { open: `${name}{`, alone: `${name}{}` };
  }

  // Objects of these kinds are printed as such only if they are iterable.
  const iterableDescriptions = {
    Array: describeArray,
    Map: describeCollection(mapSize, mapEntries),
    MapIterator: describeIterator,
    Set: describeCollection(setSize, setEntries),
    SetIterator: describeIterator,
    TypedArray: describeTypedArray,
  };

  const unknownItems = describeContainer((state) => [state.stylize("<items unknown>", "special")]);

  const otherDescriptions = {
    ArrayBuffer: describeContainer((state, level, object) => bufferEntries(state, object)),
    BigInt: describeBoxed,
    Boolean: describeBoxed,
    DataView: describeContainer(dataViewEntries),
    Date: describeDate,
    Number: describeBoxed,
    Promise: describeContainer(promiseEntries),
    RegExp: describeRegExp,
    String: describeBoxed,
    Symbol: describeBoxed,
    WeakMap: unknownItems,
    WeakSet: unknownItems,
  };

  function descriptionFor(object, kind, constructor) {
    if (isOwn(iterableDescriptions, kind)) {
      const iterable = constructor === null || findProperty(object, Symbol.iterator) !== undefined;
      if (iterable) return iterableDescriptions[kind];
    }
    if (typeof object === "function") return describeFunction;
    if (constructor === "Object") return describePlain;
    if (isError(object, kind)) return describeError;
    return isOwn(otherDescriptions, kind) ? otherDescriptions[kind] : describePlain;
  }

  /** `text` behind the number of `object`, if it contains a reference to itself. */
  function behindReference(state, object, text) {
    if (!state.circular.has(object)) return text;
    const reference = state.stylize(`<ref *${state.circular.get(object)}>`, "special");
    return text === "" ? reference : `${reference} ${text}`;
  }

  function objectText(state, object, level) {
    const kind = kindOf(object);
    const constructor = constructorName(object, kind, (prototype) => prototypeText(state, prototype, level));
    if (kind === "Object" && constructor !== "Object") {
      const text = webText(state, object, state.clean(String(constructor)), level);
      if (text !== undefined) return behindReference(state, object, text);
    }
    const tag = tagOf(object, kind, state.showHidden);
    const describe = descriptionFor(object, kind, constructor);
    const description = {
      base: "",
      open: "{",
      close: "}",
      keys: null,
      entries: null,
      alone: undefined,
      style: undefined,
      beyondDepth: undefined,
      length: undefined,
      ...describe(state, object, { constructor, tag, kind }),
    };
    const keys = description.keys ?? ownKeys(object, state.showHidden);
    const accessors = state.showHidden && level <= state.depth ? inheritedProperties(object) : [];
    const { style } = description;
    for (const part of ["base", "open", "alone", "beyondDepth"]) {
      if (description[part] !== undefined) description[part] = state.clean(description[part]);
    }
    if (description.alone !== undefined && keys.length === 0 && accessors.length === 0) {
      return state.stylize(description.alone, style);
    }

    const closed = state.clean(
      prefix(constructor, tag, constructor === null ? kindName(object, kind) : "Object").slice(0, -1));
    if (level > state.depth) {
      if (description.beyondDepth !== undefined) return state.stylize(description.beyondDepth, style);
      return state.stylize(constructor === null ? closed : `[${closed}]`, "special");
    }

    const { indentation } = state;
    const inside = level + 1;
    let entries;
    state.open.add(object);
    state.levelReached = inside;
    try {
      entries = description.entries === null ? [] : description.entries(inside);
      listProperties(state, entries, object, keys, inside);
      for (const [holder, key] of accessors) {
        const count = entries.length;
        listProperties(state, entries, holder, [key], inside);
        for (let index = count; index < entries.length; index += 1) entries[index] = state.stylize(entries[index], "dim");
      }
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      state.indentation = indentation;
      return state.stylize(
        `[${closed}: Inspection interrupted prematurely. Maximum call stack size exceeded.]`, "special");
    } finally {
      state.open.delete(object);
    }

    if (state.sorted !== false) entries = sortedEntries(state, entries, keys.length, description.length !== undefined);
    const base = behindReference(state, object, description.base);
    const columns = description.length === undefined ? null : columnsOf(state, object, description.length, entries);
    return arrangement(state, entries, inside, { ...description, base }, columns);
  }

  function listProperties(state, entries, object, keys, level) {
    for (let index = 0; index < keys.length; index += 1) {
      if (state.room <= 0) {
        state.depth = -1;
        entries.push(`... ${keys.length - index} more`);
        return;
      }
      const text = propertyText(state, level, keys[index], shownDescriptor(object, keys[index]), object);
      entries.push(text);
      state.room -= text.length;
    }
  }

  /** Sorts the properties. The elements of an array keep their order. */
  function sortedEntries({ sorted }, entries, keyCount, isArray) {
    const comparator = sorted === true ? undefined : sorted;
    if (!isArray) return entries.sort(comparator);
    const start = entries.length - keyCount;
    return [...entries.slice(0, start), ...entries.slice(start).sort(comparator)];
  }

  function shownDescriptor(object, key) {
    const descriptor = getOwnPropertyDescriptor(object, key);
    // The cause and the errors of an error are shown even if they are inherited.
    if (descriptor === undefined) return { enumerable: false, value: findProperty(object, key)?.value };
    if (key !== "stack" || kindOf(object) !== "Error") return descriptor;
    return { enumerable: descriptor.enumerable, value: stackOf(object) };
  }

  /** How the entries of an array are put in columns: numbers are aligned on the right. */
  function columnsOf(state, array, length, entries) {
    const numeric = entries.every((_, index) => {
      const type = typeof ownValue(array, index);
      return type === "number" || type === "bigint";
    });
    return { numeric, trailer: entries.length > state.maxArrayLength };
  }

  /** The properties, other than methods, that an object inherits from the user's classes, as [holder, key] pairs. */
  function inheritedProperties(object) {
    const first = prototypeOf(object);
    const found = findConstructor(object);
    if (first === null || found === undefined) return [];
    if (found.holder === first && isBuiltIn(functionName(found.callee))) return [];
    const properties = [];
    const seen = new Set(["constructor", ...allOwnKeys(object)]);
    let holder = first;
    for (let count = 0; count < accessorLevels && holder !== null; count += 1) {
      const constructor = ownValue(holder, "constructor");
      const ofLanguage = typeof constructor === "function" && isBuiltIn(functionName(constructor));
      if (ofLanguage && (count > 0 || found.holder === object)) break;
      for (const key of allOwnKeys(holder)) {
        if (seen.has(key)) continue;
        seen.add(key);
        if (typeof ownValue(holder, key) !== "function") properties.push([holder, key]);
      }
      holder = prototypeOf(holder);
    }
    return properties;
  }

  /**
   * The text of `value`. `options` replace `defaults`. A number without a limit is Infinity.
   */
  function inspect(value, options = {}) {
    const text = valueText(makeState(options), value, 0);
    if (text.length <= longestText) return text;
    return text.slice(0, longestText) + more(text.length - longestText, "character");
  }

  return { inspect };
})
