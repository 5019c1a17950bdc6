// What the other side is told of a console call and of a result to be shown.
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

  // What can't be passed is told as text, and such a text is cut here.
  const MAXIMUM_TEXT_LENGTH = 10000;

  // The JSON; undefined where there is a limit, a getter that throws, or the like.
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

  // The arguments as JSON, each that can't cross as its text. Where all together are too long, all are texts; where those
  // are, nothing but their number is told.
  function argumentsText(args, depthLimit, lengthLimit) {
    const text = tryEncode(args, depthLimit, lengthLimit);
    if (text !== undefined) return text;
    const canCross = (value) => tryEncode([value], depthLimit, lengthLimit) !== undefined;
    return tryEncode(args.map((value) => (canCross(value) ? value : textOf(value))), depthLimit, lengthLimit) ??
      tryEncode(args.map(textOf), depthLimit, lengthLimit) ??
      `["${args.length} arguments that can't be passed"]`;
  }

  return {
    // Sets how texts are written: whether the console's are asked for, whether what goes to standard output and to
    // standard error is for a coloured terminal, and whether the console passes on what steers it.
    setTexts(isFormatted, colorsOutput, colorsErrors, passesEscapes) {
      texts = { isFormatted, colorsOutput, colorsErrors, passesEscapes };
    },
    // Null where the call writes nothing; else the level, the arguments as JSON, and the text.
    consoleMessage(method, args, depthLimit, lengthLimit) {
      const entry = inspection.handle(method, args, mannerOf);
      if (entry === null) return null;
      return [entry.level, argumentsText(entry.args, depthLimit, lengthLimit), entry.text];
    },
    passedArguments(method, args) {
      return inspection.passed(method, args);
    },
    // A result, which goes to standard output.
    inspect(value) {
      return inspection.inspect(value, { colors: texts.colorsOutput });
    },
    textOf,
    // What was thrown, which goes to standard error.
    inspectThrown(value) {
      return inspection.inspect(value, { colors: texts.colorsErrors });
    },
    // A text of a script's for standard error.
    errorText(text) {
      return texts.colorsErrors ? inspection.clean(text) : text;
    },
    // `inspect` as a script is given it.
    inspectForScript(value, options) {
      return inspection.inspect(value, inspection.inspectOptions(options));
    },
  };
})
