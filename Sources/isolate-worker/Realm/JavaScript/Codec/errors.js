// What the other side learns about a thrown value: the value itself and, if it is an error, its name, message, stack
// and place.
(function (host) {
  "use strict";
  const { foreign, scripts, stacks, classes, moduleErrors, primordials, typeByte } = host;
  const { encodeThrown } = host.encode;
  const { getOwnPropertyDescriptor, stringify } = primordials;

  // For a thrown error whose getters throw errors whose getters throw …
  const MAXIMUM_ATTEMPTS = 3;
  const UNREADABLE =
    '{"value":{"$type":"error","value":{"name":"Error","message":"The thrown value cannot be read",' +
    '"stack":"Error: The thrown value cannot be read"}},"name":"Error","message":"The thrown value cannot be read"}';

  const places = new WeakMap(); // error → the place that the embedder has found

  function isError(value) {
    return typeof value === "object" && value !== null && typeByte(value) === classes.errorByte;
  }

  function isObject(value) {
    return (typeof value === "object" && value !== null) || typeof value === "function";
  }

  function ownData(error, name) {
    return getOwnPropertyDescriptor(error, name)?.value;
  }

  // A syntax error has no stack. Its line and URL are properties, and the embedder finds its column.
  function syntaxErrorPlace(error, column) {
    const found = places.get(error) ?? { url: ownData(error, "sourceURL"), line: ownData(error, "line"), column };
    if (typeof found.url !== "string" || !Number.isSafeInteger(found.line) || !scripts.has(found.url)) return undefined;
    return scripts.position(found.url, found.line, found.column);
  }

  function placeText({ filename, line, column }) {
    const place = `,"filename":${stringify(filename)},"line":${line}`;
    return column === undefined ? place : `${place},"column":${column}`;
  }

  // The description contains name, message and stack at least twice. If that makes it too long, they are cut to a part
  // of the limit that leaves room for all copies, even with escapes, and no property of the error is sent.
  const MAXIMUM_CUT_LENGTH = 10000;
  const COPIES_WITH_ESCAPES = 128;

  function cutLength(lengthLimit) {
    return Math.min(MAXIMUM_CUT_LENGTH, Math.floor(lengthLimit / COPIES_WITH_ESCAPES));
  }

  // Like `inspect`, but without the brackets around an error that has no frames.
  function inspected(thrown, error) {
    if (error === undefined) return host.messages.inspectThrown(thrown);
    const shown = host.messages.inspectError(thrown, error.name, error.message);
    const text = host.messages.errorText(error.stack.text);
    return shown.startsWith(`[${text}]`) ? text + shown.slice(text.length + 2) : shown;
  }

  function describeWhole(thrown, whole, error, omitted, { displayErrors, column, inspects }) {
    const shown = inspects ? `,"inspected":${stringify(inspected(thrown, error))}` : "";
    if (error === undefined) return `{"value":${whole}${shown}}`;
    const { name, message, stack } = error;
    const place = stack.top ?? scripts.original(moduleErrors.placeOf(thrown)) ?? syntaxErrorPlace(thrown, column);
    const excerpt = place === undefined || !(displayErrors || inspects) ? "" : stacks.excerpt(place);
    return `{"value":${whole},"name":${stringify(name)},"message":${stringify(message)}` +
      `,"stack":${stringify((displayErrors ? excerpt : "") + stack.text)}` +
      `${place === undefined ? "" : placeText(place)}` +
      `${excerpt === "" || !inspects ? "" : `,"excerpt":${stringify(host.messages.errorText(excerpt))}`}${shown}` +
      `${omitted.length === 0 ? "" : `,"omitted":${stringify(omitted)}`}}`;
  }

  function tryDescribe(thrown, options, lengthOfTexts) {
    const { depthLimit, lengthLimit, sharesHandles } = options;
    const { whole, error, omitted } = encodeThrown(thrown, depthLimit, lengthLimit, sharesHandles, lengthOfTexts);
    if (typeof whole === "number") return whole;
    const description = describeWhole(thrown, whole, error, omitted, options);
    return description.length > lengthLimit ? 2 : description;
  }

  // Describes a thrown value that is not an error and cannot be read by its text.
  function describeText(thrown, inspects) {
    const shown = inspects ? `,"inspected":${stringify(inspected(thrown))}` : "";
    return `{"value":${stringify(host.messages.textOf(thrown))}${shown}}`;
  }

  function tryDescribeText(thrown, inspects) {
    try {
      return describeText(thrown, inspects);
    } catch {
      return undefined;
    }
  }

  return {
    isError,
    // Sets the place of an error that has no frames, as the engine counts.
    setPlace(error, url, line, column) {
      places.set(error, { url, line, column });
    },
    // Returns the JSON text of an ExceptionMessage, or the number of a limit like `encode`. Parameters:
    // - displayErrors: whether the stack begins with the place in the source
    // - depthLimit, lengthLimit: as for `encode`
    // - column: the column of a syntax error, from 1, in the source as the engine got it; otherwise undefined
    // - sharesHandles: as for `encode`
    // - inspects: whether to add the value as `util.inspect` shows it
    // - tellsAll: whether a value that exceeds a limit is replaced by its text
    describe(exception, displayErrors, depthLimit, lengthLimit, column, sharesHandles, inspects, tellsAll) {
      const options = { displayErrors, depthLimit, lengthLimit, column, sharesHandles, inspects };
      let thrown = exception;
      for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt += 1) {
        try {
          const error = foreign.adopt(thrown);
          const description = tryDescribe(error, options, Infinity);
          if (typeof description !== "number") return description;
          if (isError(error)) return tryDescribe(error, options, cutLength(lengthLimit));
          return tellsAll ? describeText(error, inspects) : description;
        } catch (another) {
          // A getter or a trap threw. A value that is not an error is not read any further.
          if (isObject(thrown) && !isError(thrown)) {
            const text = tryDescribeText(thrown, inspects);
            if (text !== undefined) return text;
          }
          thrown = another;
        }
      }
      return UNREADABLE;
    },
  };
})
