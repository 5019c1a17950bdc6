// Prints what is not an object.

(function (host) {
  "use strict";

  const { quote } = host;

  // A string is not split at its line breaks when it is this short.
  const shortString = 16;

  function plural(count, noun) {
    return `${count} ${noun}${count === 1 ? "" : "s"}`;
  }

  /** The line that stands for what is left out of a list or a string. */
  function more(count, noun) {
    return `... ${count} more ${noun}${count === 1 ? "" : "s"}`;
  }

  function numberText(number) {
    return Object.is(number, -0) ? "-0" : String(number);
  }

  function stringText(string, { breakLength, indentation, maxStringLength }) {
    let shown = string;
    let ending = "";
    if (string.length > maxStringLength) {
      shown = string.slice(0, maxStringLength);
      ending = more(string.length - maxStringLength, "character");
    }
    if (shown.length > shortString && shown.length > breakLength - indentation - 4) {
      const lineBreak = ` +\n${" ".repeat(indentation + 2)}`;
      return shown.split(/(?<=\n)/).map(quote).join(lineBreak) + ending;
    }
    return quote(shown) + ending;
  }

  /** `options` are those of `inspect`, and the `indentation` of the line. */
  function primitiveText(value, options) {
    switch (typeof value) {
      case "string":
        return stringText(value, options);
      case "number":
        return numberText(value);
      case "bigint":
        return `${value}n`;
      default:
        return String(value);
    }
  }

  return { more, numberText, plural, primitiveText };
})
