// Prints what an object contains, as a list of texts: its properties, or the items of a collection.
//
// `state` is that of one call of `inspect`; `state.print(value, level)` prints a value inside the object.

(function (host) {
  "use strict";

  const { bracketKey, more, plural, primitiveText, promiseResult, promiseStatus, quoteKey, remaining } = host;
  const { isArrayIndex, isObject, lookUp, ownKeys, typedArrayPrototype } = host;
  const { apply, getOwnPropertyDescriptor } = Reflect;

  const getter = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get;
  const getters = (prototype, names) => names.map((name) => [name, getter(prototype, name)]);
  const mapEntriesOf = Map.prototype.entries;
  const setValuesOf = Set.prototype.values;
  const bufferLength = getter(ArrayBuffer.prototype, "byteLength");
  const dataViewGetters = getters(DataView.prototype, ["byteLength", "byteOffset", "buffer"]);
  const typedArrayGetters = getters(typedArrayPrototype, ["length", "byteLength", "byteOffset", "buffer"]);

  // If an array has a hole, its indices are listed: a sparse array may be far longer than its content.

  function indicesOf(array) {
    return ownKeys(array, true).filter(isArrayIndex).map(Number);
  }

  function firstNotBelow(ascending, least) {
    let low = 0;
    let high = ascending.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ascending[middle] < least) low = middle + 1;
      else high = middle;
    }
    return ascending[low];
  }

  function indented(state, print) {
    state.indentation += 2;
    const text = print();
    state.indentation -= 2;
    return text;
  }

  function printInside(state, value, level) {
    return indented(state, () => state.print(value, level));
  }

  /** Whether the option `getters` demands the value of this getter. */
  function callsGetter({ getters }, { set }) {
    return getters === true || getters === (set === undefined ? "get" : "set");
  }

  /** The text of a getter. Calling it runs the user's code. */
  function getterText(state, level, descriptor, object) {
    const { stylize } = state;
    const label = descriptor.set === undefined ? "Getter" : "Getter/Setter";
    if (!callsGetter(state, descriptor)) return stylize(`[${label}]`, "special");
    let value;
    try {
      value = apply(descriptor.get, object, []);
    } catch (error) {
      const message = isObject(error) ? lookUp(error, "message") : undefined;
      return `${stylize(`[${label}:`, "special")} <Inspection threw (${primitiveOrNothing(message)})>` +
        stylize("]", "special");
    }
    const text = printInside(state, value, level);
    if (isObject(value)) return `${stylize(`[${label}]`, "special")} ${text}`;
    return `${stylize(`[${label}:`, "special")} ${text}${stylize("]", "special")}`;
  }

  function primitiveOrNothing(value) {
    return isObject(value) ? "" : String(value);
  }

  /** The value of a property, or a label if it has a getter or setter. */
  function propertyValueText(state, level, descriptor, object) {
    if (descriptor.get !== undefined) return getterText(state, level, descriptor, object);
    if (descriptor.set !== undefined) return state.stylize("[Setter]", "special");
    return printInside(state, descriptor.value, level);
  }

  function propertyText(state, level, key, descriptor, object) {
    const name = descriptor.enumerable ? quoteKey(key, state.stylize) : bracketKey(key, state.stylize);
    return `${name}: ${propertyValueText(state, level, descriptor, object)}`;
  }

  function arrayEntries(state, level, array, length) {
    const entries = [];
    let index = 0;
    let indices = null;
    while (index < length && entries.length < state.maxArrayLength && state.room > 0) {
      const descriptor = getOwnPropertyDescriptor(array, index);
      if (descriptor !== undefined) {
        entries.push(propertyValueText(state, level, descriptor, array));
        state.room -= entries[entries.length - 1].length;
        index += 1;
      } else {
        indices ??= indicesOf(array);
        const next = firstNotBelow(indices, index) ?? length;
        entries.push(state.stylize(`<${plural(next - index, "empty item")}>`, "undefined"));
        index = next;
      }
    }
    if (index < length) entries.push(more(length - index, "item"));
    return entries;
  }

  function typedArrayEntries(state, level, array, length) {
    const shown = Math.min(state.maxArrayLength, length);
    const entries = [];
    for (let index = 0; index < shown; index += 1) entries.push(primitiveText(array[index], state));
    if (length > shown) entries.push(more(length - shown, "item"));
    if (state.showHidden) {
      entries.push(`[BYTES_PER_ELEMENT]: ${primitiveText(bytesPerElement(array), state)}`);
      const outer = state.insideTypedArray;
      state.insideTypedArray = true;
      for (const [name, read] of typedArrayGetters) {
        entries.push(`[${name}]: ${printInside(state, apply(read, array, []), level)}`);
      }
      state.insideTypedArray = outer;
    }
    return entries;
  }

  function bytesPerElement(array) {
    const name = apply(getter(typedArrayPrototype, Symbol.toStringTag), array, []);
    return globalThis[name].BYTES_PER_ELEMENT;
  }

  /** Prints the first ones of the `size` items of `iterator`. */
  function itemEntries(state, iterator, size, printItem) {
    const entries = [];
    indented(state, () => {
      for (const item of iterator) {
        if (entries.length >= state.maxArrayLength || state.room <= 0) break;
        entries.push(printItem(item));
        state.room -= entries[entries.length - 1].length;
      }
    });
    if (size > entries.length) entries.push(more(size - entries.length, "item"));
    return entries;
  }

  function setEntries(state, level, set, size) {
    return itemEntries(state, apply(setValuesOf, set, []), size, (value) => state.print(value, level));
  }

  function mapEntries(state, level, map, size) {
    return itemEntries(
      state,
      apply(mapEntriesOf, map, []),
      size,
      ([key, value]) => `${state.print(key, level)} => ${state.print(value, level)}`,
    );
  }

  /** The items that the iterator of a map or set has not returned yet. */
  function remainingItems(state, iterator, kind) {
    return remaining(iterator, kind, state.maxArrayLength);
  }

  function iteratorEntries(state, level, found) {
    if (found === undefined) return [state.stylize("<items unknown>", "special")];
    const { items, count, pairs } = found;
    return itemEntries(state, items, count, (item) => {
      if (!pairs) return state.print(item, level);
      return state.printPair([state.print(item[0], level), state.print(item[1], level)], level);
    });
  }

  function bufferEntries(state, buffer) {
    const byteLength = `byteLength: ${primitiveText(apply(bufferLength, buffer, []), state)}`;
    if (state.insideTypedArray) return [byteLength];
    let bytes;
    try {
      bytes = new Uint8Array(buffer);
    } catch {
      return ["(detached)", byteLength];
    }
    const shown = Math.min(state.maxArrayLength, bytes.length);
    const digits = [];
    for (let index = 0; index < shown; index += 1) digits.push(bytes[index].toString(16).padStart(2, "0"));
    const ending = bytes.length > shown ? ` ${more(bytes.length - shown, "byte")}` : "";
    return [`${state.stylize("[Uint8Contents]", "special")}: <${digits.join(" ")}${ending}>`, byteLength];
  }

  function dataViewEntries(state, level, view) {
    return dataViewGetters.map(([name, read]) => {
      let value;
      try {
        value = apply(read, view, []);
      } catch {
        // The buffer has been detached.
      }
      return `${name}: ${printInside(state, value, level)}`;
    });
  }

  function promiseEntries(state, level, promise) {
    const status = promiseStatus(promise);
    if (status === undefined) return [state.stylize("<state unknown>", "special")];
    if (status === "pending") return [state.stylize("<pending>", "special")];
    const text = printInside(state, promiseResult(promise), level);
    return [status === "rejected" ? `${state.stylize("<rejected>", "special")} ${text}` : text];
  }

  return {
    arrayEntries,
    bufferEntries,
    dataViewEntries,
    iteratorEntries,
    mapEntries,
    promiseEntries,
    propertyText,
    remainingItems,
    setEntries,
    typedArrayEntries,
  };
})
