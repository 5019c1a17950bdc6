// What the other side learns of a thrown value: the value itself and, where it is an error, its name, message, stack
// and place.
(function (host) {
  "use strict";
  const { foreign, scripts, stacks, classes, moduleErrors, primordials, typeByte } = host;
  const { encodeThrown } = host.encode;
  const { getOwnPropertyDescriptor, stringify } = primordials;

  // A thrown error whose getters throw errors whose getters throw …
  const MAXIMUM_ATTEMPTS = 3;
  const UNREADABLE =
    '{"value":{"$type":"error","value":{"name":"Error","message":"The thrown value cannot be read",' +
    '"stack":"Error: The thrown value cannot be read"}},"name":"Error","message":"The thrown value cannot be read"}';

  function isError(value) {
    return typeof value === "object" && value !== null && typeByte(value) === classes.errorByte;
  }

  function ownData(error, name) {
    return getOwnPropertyDescriptor(error, name)?.value;
  }

  // A syntax error has no stack. It has its line and URL as properties, and its column is found by the embedder.
  function syntaxErrorPlace(error, column) {
    const url = ownData(error, "sourceURL");
    const line = ownData(error, "line");
    if (typeof url !== "string" || !Number.isSafeInteger(line) || !scripts.has(url)) return undefined;
    return scripts.position(url, line, column);
  }

  function placeText({ filename, line, column }) {
    const place = `,"filename":${stringify(filename)},"line":${line}`;
    return column === undefined ? place : `${place},"column":${column}`;
  }

  function tryDescribe(thrown, displayErrors, depthLimit, lengthLimit, column) {
    const { whole, error } = encodeThrown(thrown, depthLimit, lengthLimit);
    if (typeof whole === "number") return whole;
    if (error === undefined) return `{"value":${whole}}`;
    const { name, message, stack } = error;
    const place = stack.top ?? moduleErrors.placeOf(thrown) ?? syntaxErrorPlace(thrown, column);
    const excerpt = displayErrors && place !== undefined ? stacks.excerpt(place) : "";
    return `{"value":${whole},"name":${stringify(name)},"message":${stringify(message)}` +
      `,"stack":${stringify(excerpt + stack.text)}${place === undefined ? "" : placeText(place)}}`;
  }

  return {
    isError,
    // JSON text, or the number of a limit as `encode` has it. `column` is that of a syntax error, from 1, in the
    // source as the engine got it; undefined elsewhere.
    describe(exception, displayErrors, depthLimit, lengthLimit, column) {
      let thrown = exception;
      for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt += 1) {
        try {
          return tryDescribe(foreign.adopt(thrown), displayErrors, depthLimit, lengthLimit, column);
        } catch (another) {
          thrown = another;
        }
      }
      return UNREADABLE;
    },
  };
})
