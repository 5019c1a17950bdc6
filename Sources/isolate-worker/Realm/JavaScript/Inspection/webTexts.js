// How objects of web globals are printed.

(function (host) {
  "use strict";

  const { arrange, isArray, kindOf, primitiveText, propertyText, readObject, withoutColors } = host;
  const { apply } = Reflect;
  const { forEach } = Map.prototype;

  const separator = ", ";

  /** Runs `print` for each of `items`, of which there are `count`, until the text is too long. */
  function texts(state, items, count, print) {
    const entries = [];
    for (let index = 0; index < count; index += 1) {
      if (state.room <= 0) {
        entries.push(`... ${count - index} more`);
        break;
      }
      const text = print(items[index]);
      entries.push(text);
      state.room -= text.length;
    }
    return entries;
  }

  /** As Node prints URLSearchParams. */
  function pairsText(state, pairs) {
    const entries = texts(state, pairs, pairs.length, (pair) => {
      return `${primitiveText(pair[0], state)} => ${primitiveText(pair[1], state)}`;
    });
    if (entries.length === 0) return "{}";
    const length = withoutColors(entries.join(separator)).length;
    return length > state.breakLength ? `{\n  ${entries.join(",\n  ")} }` : `{ ${entries.join(separator)} }`;
  }

  function propertiesText(state, properties) {
    const names = Object.keys(properties);
    const entries = texts(state, names, names.length, (name) => {
      return propertyText(state, 0, name, { enumerable: true, value: properties[name] }, properties);
    });
    if (entries.length === 0) return "{}";
    const { breakLength, colors, compact } = state;
    const levelsBelow = state.levelReached;
    return arrange(entries, {
      base: "", open: "{", close: "}", indentation: 0, breakLength, colors, compact, levelsBelow, columns: null,
    });
  }

  /** The properties for a map from names to arrays of texts. Neither belongs to this realm. */
  function joined(map) {
    const properties = { __proto__: null };
    apply(forEach, map, [(values, name) => {
      let text = values[0];
      for (let index = 1; index < values.length; index += 1) text += separator + values[index];
      properties[name] = text;
    }]);
    return properties;
  }

  /**
   * The text of `object` if it is an instance of a class of a web global; otherwise undefined. `name` is that of its
   * constructor. As in Node, its content is printed like a value of its own, one level less deep, and then indented.
   */
  function webText(state, object, name, level) {
    if (!state.customInspect) return undefined;
    const content = readObject(object);
    if (content === undefined) return undefined;
    if (level > state.depth) return state.stylize(`[${name}]`, "special");
    const { depth, indentation, levelReached } = state;
    state.open.add(object);
    state.indentation = 0;
    state.levelReached = 0;
    state.depth -= 1;
    try {
      const text = isArray(content)
        ? pairsText(state, content)
        : propertiesText(state, kindOf(content) === "Map" ? joined(content) : content);
      return `${name} ${text}`.replaceAll("\n", `\n${" ".repeat(indentation)}`);
    } finally {
      state.open.delete(object);
      state.indentation = indentation;
      state.levelReached = levelReached;
      state.depth = depth;
    }
  }

  return { webText };
})
