// Draws the tables of console.table.

(function (host) {
  "use strict";

  const { inspect, isArrayIndex, isObject, kindOf, ownValue, remainingItems, textWidth, unwrapped } = host;
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const { keys: enumerableNames } = Object;
  const mapEntriesOf = Map.prototype.entries;
  const setValuesOf = Set.prototype.values;

  const indexHeading = "(index)";
  const iterationHeading = "(iteration index)";
  const keyHeading = "Key";
  const valuesHeading = "Values";

  // An object with more properties than this is not opened inside a cell.
  const mostPropertiesInCell = 2;

  function cellText(value) {
    const object = typeof value === "object" && value !== null ? unwrapped(value) : null;
    const large =
      object !== null && kindOf(object) !== "Array" && enumerableNames(object).length > mostPropertiesInCell;
    return inspect(value, { breakLength: Infinity, depth: large ? -1 : 0, maxArrayLength: 3 });
  }

  function propertyCell(object, key) {
    const descriptor = getOwnPropertyDescriptor(object, key);
    if (descriptor === undefined) return "";
    if (descriptor.get !== undefined || descriptor.set !== undefined) return "[Getter]";
    return cellText(descriptor.value);
  }

  /** `columns` are arrays of cells, one for each heading. A missing cell is empty. */
  function draw(headings, columns) {
    const height = columns.reduce((most, column) => Math.max(most, column.length), 0);
    const widths = columns.map((column, place) => {
      let width = textWidth(headings[place]);
      for (const cell of column) width = Math.max(width, textWidth(cell ?? ""));
      return width;
    });
    const rule = (left, middle, right) => left + widths.map((width) => "─".repeat(width + 2)).join(middle) + right;
    const row = (cells) => {
      const padded = cells.map((cell, place) => cell + " ".repeat(widths[place] - textWidth(cell)));
      return `│ ${padded.join(" │ ")} │`;
    };
    const lines = [rule("┌", "┬", "┐"), row(headings), rule("├", "┼", "┤")];
    for (let index = 0; index < height; index += 1) lines.push(row(columns.map((column) => column[index] ?? "")));
    lines.push(rule("└", "┴", "┘"));
    return lines.join("\n");
  }

  function numbered(items) {
    return items.map((_, index) => String(index));
  }

  function drawItems(items) {
    return draw([iterationHeading, valuesHeading], [numbered(items), items.map(cellText)]);
  }

  function drawPairs(pairs) {
    return draw(
      [iterationHeading, keyHeading, valuesHeading],
      [numbered(pairs), pairs.map(([key]) => cellText(key)), pairs.map(([, value]) => cellText(value))],
    );
  }

  function drawProperties(object, chosen) {
    const rows = enumerableNames(object);
    const values = [];
    // An object orders the names: integers come first.
    const columns = Object.create(null);
    for (const name of chosen ?? []) columns[name] = [];
    for (let index = 0; index < rows.length; index += 1) {
      const descriptor = getOwnPropertyDescriptor(object, rows[index]);
      const item = isObject(descriptor.value) ? unwrapped(descriptor.value) : null;
      if (item === null && chosen === undefined) {
        values[index] = propertyCell(object, rows[index]);
      } else if (item !== null) {
        for (const name of chosen ?? enumerableNames(item)) {
          columns[name] ??= [];
          columns[name][index] = propertyCell(item, name);
        }
      }
    }
    const headings = [indexHeading, ...Object.keys(columns)];
    const cells = [rows, ...Object.values(columns)];
    if (values.length > 0) {
      headings.push(valuesHeading);
      cells.push(values);
    }
    return draw(headings, cells);
  }

  /** The names in the user's array `columns`. Objects and symbols name no column. */
  function chosenColumns(columns) {
    if (columns === undefined) return undefined;
    const array = isObject(columns) ? unwrapped(columns) : null;
    if (array === null || kindOf(array) !== "Array") {
      throw new TypeError('The "properties" argument must be an instance of Array.');
    }
    return enumerableNames(array)
      .filter(isArrayIndex)
      .map((index) => ownValue(array, index))
      .filter((name) => !isObject(name) && typeof name !== "symbol")
      .map(String);
  }

  /** The table of `data`, limited to `columns` if that is given; undefined if `data` is not an object. */
  function table(data, columns) {
    if (typeof data !== "object" || data === null) return undefined;
    const chosen = chosenColumns(columns);
    const object = unwrapped(data);
    if (object === null) return undefined;
    switch (kindOf(object)) {
      case "Map":
        return drawPairs([...apply(mapEntriesOf, object, [])]);
      case "Set":
        return drawItems([...apply(setValuesOf, object, [])]);
      case "MapIterator":
      case "SetIterator": {
        const found = remainingItems({ maxArrayLength: Infinity }, object, kindOf(object));
        if (found === undefined) return undefined;
        if (!found.pairs) return drawItems(found.items);
        // Node draws the two halves of each entry of a set one below the other.
        return kindOf(object) === "MapIterator" ? drawPairs(found.items) : drawItems(found.items.flat());
      }
      default:
        return drawProperties(object, chosen);
    }
  }

  return { table };
})
