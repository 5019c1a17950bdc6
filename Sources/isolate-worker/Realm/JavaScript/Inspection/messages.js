// What the other side gets for a console call, and for a result to be shown.
(function (host) {
  "use strict";
  const { inspection, encode } = host;
  const { manners } = inspection;

  let texts = { isFormatted: false, colorsOutput: false, colorsErrors: false, passesEscapes: false };

  function mannerOf(level) {
    if (!texts.isFormatted) return undefined;
    const isColored = level === "warn" || level === "error" ? texts.colorsErrors : texts.colorsOutput;
    if (!isColored) return manners.plain;
    return texts.passesEscapes ? manners.coloredWithEscapes : manners.colored;
  }

  // A value that cannot be encoded is replaced by its text, which is cut to this length.
  const MAXIMUM_TEXT_LENGTH = 10000;

  // Returns the JSON; undefined if the value exceeds a limit, a getter throws, or the like.
  function tryEncode(value, depthLimit, lengthLimit) {
    try {
      const text = encode.encodeTold(value, depthLimit, lengthLimit);
      return typeof text === "string" ? text : undefined;
    } catch {
      return undefined;
    }
  }

  function textOf(value) {
    const text = typeof value === "string" ? value : inspection.inspect(value);
    return text.length <= MAXIMUM_TEXT_LENGTH ? text : `${text.slice(0, MAXIMUM_TEXT_LENGTH)}...`;
  }

  // Returns the arguments as JSON. An argument that cannot be encoded is replaced by its text. If the result is too
  // long, all are replaced by their texts. If that is too long, too, only their number is given.
  function argumentsText(args, depthLimit, lengthLimit) {
    const text = tryEncode(args, depthLimit, lengthLimit);
    if (text !== undefined) return text;
    const canCross = (value) => tryEncode([value], depthLimit, lengthLimit) !== undefined;
    return tryEncode(args.map((value) => (canCross(value) ? value : textOf(value))), depthLimit, lengthLimit) ??
      tryEncode(args.map(textOf), depthLimit, lengthLimit) ??
      `["${args.length} arguments that can't be passed"]`;
  }

  return {
    // Sets how texts are written: whether the console's texts are needed, whether standard output and standard error
    // are coloured terminals, and whether the user's texts may control them.
    setTexts(isFormatted, colorsOutput, colorsErrors, passesEscapes) {
      texts = { isFormatted, colorsOutput, colorsErrors, passesEscapes };
    },
    // Returns null if the call writes nothing; otherwise the level, the arguments as JSON, and the text.
    consoleMessage(method, args, depthLimit, lengthLimit) {
      const entry = inspection.handle(method, args, mannerOf);
      if (entry === null) return null;
      return [entry.level, argumentsText(entry.args, depthLimit, lengthLimit), entry.text];
    },
    passedArguments(method, args) {
      return inspection.passed(method, args);
    },
    // The text of a result, for standard output.
    inspect(value) {
      return inspection.inspect(value, { colors: texts.colorsOutput });
    },
    textOf,
    // The text of a thrown value, for standard error.
    inspectThrown(value) {
      return inspection.inspect(value, { colors: texts.colorsErrors });
    },
    // A script's text, for standard error.
    errorText(text) {
      return texts.colorsErrors ? inspection.clean(text) : text;
    },
    // `inspect` for scripts.
    inspectForScript(value, options) {
      return inspection.inspect(value, inspection.inspectOptions(options));
    },
  };
})
