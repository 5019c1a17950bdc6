// How strings are quoted and how wide they are on a terminal.

(function () {
  "use strict";

  const identifier = /^[A-Za-z_][A-Za-z_0-9]*$/;

  // Control characters, backslashes and lone surrogates.
  const unprintable = /[\x00-\x1f\x7f-\x9f\\]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

  const shortEscapes = new Map([
    ["\b", "\\b"],
    ["\t", "\\t"],
    ["\n", "\\n"],
    ["\f", "\\f"],
    ["\r", "\\r"],
    ["\\", "\\\\"],
  ]);

  function escapeUnit(unit) {
    const short = shortEscapes.get(unit);
    if (short !== undefined) return short;
    const code = unit.charCodeAt(0).toString(16);
    return code.length > 2 ? `\\u${code}` : `\\x${code.toUpperCase().padStart(2, "0")}`;
  }

  /** `string` with escapes in place of characters that a terminal does not show. */
  function escapeText(string) {
    return string.replace(unprintable, escapeUnit);
  }

  /** `string` as a literal, in the first kind of quotes that needs no escaping. */
  function quote(string) {
    const escaped = escapeText(string);
    if (!escaped.includes("'")) return `'${escaped}'`;
    if (!escaped.includes('"')) return `"${escaped}"`;
    if (!escaped.includes("`") && !escaped.includes("${")) return `\`${escaped}\``;
    return `'${escaped.replaceAll("'", "\\'")}'`;
  }

  /** A property key as it would be written in an object literal. */
  function quoteKey(key, stylize) {
    if (typeof key === "symbol") return bracketKey(key, stylize);
    if (key === "__proto__") return "['__proto__']";
    return identifier.test(key) ? key : stylize(quote(key), "string");
  }

  /** The key of a property that is a symbol or not enumerable, in brackets. */
  function bracketKey(key, stylize) {
    const text = escapeText(String(key)).replaceAll("'", "\\'");
    return `[${typeof key === "symbol" ? stylize(text, "symbol") : text}]`;
  }

  const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

  /** `string` with control characters as \xNN, except line ends and tabs. */
  function clean(string) {
    return string.replace(control, escapeControl);
  }

  function escapeControl(unit) {
    return `\\x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  }

  // The colours of Node's util.inspect: the codes that switch each on and off.
  const colors = new Map([
    ["bigint", [33, 39]],
    ["boolean", [33, 39]],
    ["date", [35, 39]],
    ["dim", [2, 22]],
    ["null", [1, 22]],
    ["number", [33, 39]],
    ["regexp", [31, 39]],
    ["special", [36, 39]],
    ["string", [32, 39]],
    ["symbol", [32, 39]],
    ["undefined", [90, 39]],
  ]);

  function colored(text, style) {
    const codes = colors.get(style);
    return codes === undefined ? text : `\x1b[${codes[0]}m${text}\x1b[${codes[1]}m`;
  }

  const colorSequence = /\x1b\[\d+m/g;

  function withoutColors(text) {
    return text.replace(colorSequence, "");
  }

  // Sequences that move the cursor or set colours, and have no width.
  const terminalSequence = /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])/g;
  const plain = /^[\x20-\x7e]*$/;
  const zeroWidth = /^[\p{Cc}\p{Mn}\p{Me}\p{Cf}]$/u;
  const doubleWidth = new RegExp(
    String.raw`^[\p{Emoji_Presentation}\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3` +
      String.raw`\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18d08}` +
      String.raw`\u{1b000}-\u{1b2fb}\u{20000}-\u{3fffd}]$`,
    "u",
  );

  /** The number of terminal columns that `string` takes. */
  function textWidth(string) {
    if (plain.test(string)) return string.length;
    let width = 0;
    for (const character of string.replace(terminalSequence, "").normalize("NFC")) {
      if (doubleWidth.test(character)) width += 2;
      else if (!zeroWidth.test(character)) width += 1;
    }
    return width;
  }

  return { bracketKey, clean, colored, quote, quoteKey, textWidth, withoutColors };
})
