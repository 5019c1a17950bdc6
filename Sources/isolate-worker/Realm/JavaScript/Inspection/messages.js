// What the other side gets for a console call, and for a result to be shown.
(function (host) {
  "use strict";
  const { inspection, encode } = host;
  const { manners } = inspection;
  const { stringify } = host.primordials;

  let texts = { isFormatted: false, colorsOutput: false, colorsErrors: false, passesEscapes: false };
  // Whether the arguments are wanted, and the greatest depth and length of their JSON, and of a text's.
  let messages = { passesArguments: true, depthLimit: 0, lengthLimit: 0, textLimit: 0 };

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
  function argumentsText(args) {
    const { passesArguments, depthLimit, lengthLimit } = messages;
    if (!passesArguments) return "[]";
    const text = tryEncode(args, depthLimit, lengthLimit);
    if (text !== undefined) return text;
    const canCross = (value) => tryEncode([value], depthLimit, lengthLimit) !== undefined;
    return tryEncode(args.map((value) => (canCross(value) ? value : textOf(value))), depthLimit, lengthLimit) ??
      tryEncode(args.map(textOf), depthLimit, lengthLimit) ??
      `["${args.length} arguments that can't be passed"]`;
  }

  // A unit takes at most this many bytes of JSON.
  const LONGEST_UNIT = 6;

  // The length in UTF-8. The two units of a surrogate pair take two bytes each.
  function byteCount(json) {
    let count = json.length;
    for (let index = 0; index < json.length; index += 1) {
      const unit = json.charCodeAt(index);
      if (unit >= 0x80) count += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
    }
    return count;
  }

  // The text as JSON, cut if that is too long.
  function textJSON(text) {
    const json = stringify(text);
    const kept = Math.floor(messages.textLimit / LONGEST_UNIT);
    if (text.length <= kept || byteCount(json) <= messages.textLimit) return json;
    return stringify(`${text.slice(0, kept)}... ${text.length - kept} more characters`);
  }

  return {
    // Sets how texts are written: whether the console's texts are needed, whether standard output and standard error
    // are coloured terminals, and whether the user's texts may control them.
    setTexts(isFormatted, colorsOutput, colorsErrors, passesEscapes) {
      texts = { isFormatted, colorsOutput, colorsErrors, passesEscapes };
    },
    // Sets what a console message holds.
    setMessages(passesArguments, depthLimit, lengthLimit, textLimit) {
      messages = { passesArguments, depthLimit, lengthLimit, textLimit };
    },
    // Returns the members of the message (`ConsoleMessage` of Wire) as JSON, without the braces around them; an empty
    // string if the call writes nothing. A single string costs much less than several values to hand over.
    consoleMessage(method, args) {
      const entry = inspection.handle(method, args, mannerOf);
      if (entry === null) return "";
      const members = `"level":"${entry.level}","arguments":${argumentsText(entry.args)}`;
      return entry.text === undefined ? members : `${members},"text":${textJSON(entry.text)}`;
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
    // The same for an error whose name and message have been read already, by its getters if it has any.
    inspectError(error, name, message) {
      return inspection.withTexts(error, name, message, () => inspection.inspect(error, { colors: texts.colorsErrors }));
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
