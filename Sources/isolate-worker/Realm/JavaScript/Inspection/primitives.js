// Prints primitive values.

(function (host) {
  "use strict";

  const { clean, quote } = host;

  // A string of at most this length is not split at its line breaks.
  const shortString = 16;

  function plural(count, noun) {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
  }

  /** The text in place of the omitted part of a list or a string. */
  function more(count, noun) {
    return `... ${count} more ${noun}${count === 1 ? "" : "s"}`;
  }

  /** Separates the digits before the point into groups of three, from the right. */
  function separated(integer) {
    const start = integer.startsWith("-") ? 1 : 0;
    let text = "";
    let end = integer.length;
    for (; end >= start + 4; end -= 3) text = `_${integer.slice(end - 3, end)}${text}`;
    return integer.slice(0, end) + text;
  }

  /** Separates the digits behind the point into groups of three, from the left. */
  function separatedFraction(digits) {
    let text = "";
    let start = 0;
    for (; start < digits.length - 3; start += 3) text += `${digits.slice(start, start + 3)}_`;
    return text + digits.slice(start);
  }

  function numberText(number, hasSeparators = false) {
    if (Object.is(number, -0)) return "-0";
    const text = String(number);
    if (!hasSeparators || !Number.isFinite(number) || text.includes("e")) return text;
    const [integer, fraction] = text.split(".");
    return fraction === undefined ? separated(integer) : `${separated(integer)}.${separatedFraction(fraction)}`;
  }

  function stringText(string, { breakLength, indentation, maxStringLength, stylize }) {
    let shown = string;
    let ending = "";
    if (string.length > maxStringLength) {
      shown = string.slice(0, maxStringLength);
      ending = more(string.length - maxStringLength, "character");
    }
    if (shown.length > shortString && shown.length > breakLength - indentation - 4) {
      const lineBreak = ` +\n${" ".repeat(indentation + 2)}`;
      const lines = shown.split(/(?<=\n)/).map((line) => stylize(quote(line), "string"));
      return lines.join(lineBreak) + ending;
    }
    return stylize(quote(shown), "string") + ending;
  }

  /** `options` are those of `inspect`, and the `indentation` of the line. */
  function primitiveText(value, options) {
    const { numericSeparator, stylize } = options;
    switch (typeof value) {
      case "string":
        return stringText(value, options);
      case "number":
        return stylize(numberText(value, numericSeparator), "number");
      case "bigint":
        return stylize(`${numericSeparator ? separated(String(value)) : value}n`, "bigint");
      case "symbol":
        return stylize(options.colors ? clean(String(value)) : String(value), "symbol");
      default:
        return stylize(String(value), value === null ? "null" : typeof value);
    }
  }

  return { more, numberText, plural, primitiveText };
})
