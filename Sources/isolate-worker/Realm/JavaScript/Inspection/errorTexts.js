// How an error is printed: its class, its message and where it was made.

(function (host) {
  "use strict";

  const { formatStack, userErrorPrototype } = host;
  const { findProperty, inherits, isArray, isObject, kindOf, lookUp, ownValue, prefix, readObject, unwrapped } = host;

  const frameStart = "\n    at";

  // The name at the beginning of a stack, if there is no other source for it.
  const leadingName = /^[A-Z][\w$ -]*(?=:|\n\s+at )|^\w*Error$/;

  // Frames that an error shares with its cause are left out if there are at least this many.
  const fewestSharedFrames = 4;

  function isError(object, kind) {
    return kind === "Error" || inherits(object, userErrorPrototype);
  }

  // The error whose getters have been called already, and the name and message that they returned.
  let known = { error: undefined, name: undefined, message: undefined };

  /** The text of `value`, which should be a string. No object of the user's is converted. */
  function primitiveOr(value, fallback) {
    return value === undefined || isObject(value) ? fallback : String(value);
  }

  /** The name or message of `error`. A getter of the user's is not called. */
  function textOf(error, key, fallback) {
    const property = findProperty(error, key);
    if (property?.get === undefined) return primitiveOr(property?.value, fallback);
    if (error === known.error) return known[key];
    const parts = readObject(error);
    return parts === undefined ? fallback : primitiveOr(ownValue(parts, key), fallback);
  }

  /** Calls `body`, during which `error` has this name and message if it has getters for them. */
  function withTexts(error, name, message, body) {
    const outer = known;
    known = { error, name, message };
    try {
      return body();
    } finally {
      known = outer;
    }
  }

  function heading(error) {
    const name = textOf(error, "name", "Error");
    const message = textOf(error, "message", "");
    if (name === "") return message;
    return message === "" ? name : `${name}: ${message}`;
  }

  function stackOf(error) {
    const stack = kindOf(error) === "Error" ? formatStack(error) : lookUp(error, "stack");
    return typeof stack === "string" && stack !== "" ? stack : heading(error);
  }

  /** `stack` with the name of the error's class, if it begins with another name. */
  function withClassName(stack, name, constructor, tag) {
    const startsWithName =
      name.endsWith("Error") && stack.startsWith(name) && ["", ":", "\n"].includes(stack.charAt(name.length));
    if (constructor !== null && !startsWithName) return stack;
    let known = name;
    let fallback = "Error";
    if (constructor === null) {
      known = leadingName.exec(stack)?.[0] ?? "";
      fallback = known || "Error";
    }
    const label = prefix(constructor, tag, fallback).slice(0, -1);
    if (label === name) return stack;
    if (!label.includes(name)) return `${label} [${name}]${stack.slice(known.length)}`;
    return known === "" ? `${label}: ${stack}` : label + stack.slice(known.length);
  }

  function framesOf(stack) {
    const start = stack.indexOf(frameStart);
    return start === -1 ? [] : stack.slice(start + 1).split("\n");
  }

  /** `frames` without those that the stack of the error's cause repeats, save the first and the last of them. */
  function withoutSharedFrames(frames, error) {
    const value = lookUp(error, "cause");
    const cause = isObject(value) ? unwrapped(value) : null;
    if (cause === null || !isError(cause, kindOf(cause))) return frames;
    const others = framesOf(stackOf(cause));
    for (let start = 0; start <= frames.length - fewestSharedFrames; start += 1) {
      const offset = others.indexOf(frames[start]);
      if (offset === -1) continue;
      let shared = 1;
      while (start + shared < frames.length && frames[start + shared] === others[offset + shared]) shared += 1;
      if (shared < fewestSharedFrames) continue;
      const omitted = `    ... ${shared - 2} lines matching cause stack trace ...`;
      return [...frames.slice(0, start + 1), omitted, ...frames.slice(start + shared - 1)];
    }
    return frames;
  }

  /** The text of `error` without its properties. */
  function errorText(error, constructor, tag, indentation) {
    const name = textOf(error, "name", "Error");
    const message = textOf(error, "message", "");
    const stack = withClassName(stackOf(error), name, constructor, tag);
    // The message may have lines that look like frames.
    const messageStart = stack.indexOf(message);
    const messageEnd = message === "" || messageStart === -1 ? 0 : messageStart + message.length;
    const start = stack.indexOf(frameStart, messageEnd);
    if (start === -1) return indentLines(`[${stack}]`, indentation);
    const frames = withoutSharedFrames(stack.slice(start + 1).split("\n"), error);
    return indentLines(`${stack.slice(0, start)}\n${frames.join("\n")}`, indentation);
  }

  function indentLines(text, indentation) {
    return indentation === 0 ? text : text.replaceAll("\n", `\n${" ".repeat(indentation)}`);
  }

  /**
   * The properties to list: those of `keys` that are not in the error's text already, and those that are always listed.
   */
  function errorKeys(error, keys, hidden) {
    const stack = stackOf(error);
    const told = (key) => {
      if (hidden || !["name", "message", "stack"].includes(key)) return false;
      const value = ownValue(error, key);
      return typeof value === "string" && stack.includes(value);
    };
    const shown = keys.filter((key) => !told(key));
    if (findProperty(error, "cause") !== undefined && !shown.includes("cause")) shown.push("cause");
    if (!shown.includes("errors") && isArray(lookUp(error, "errors"))) shown.push("errors");
    return shown;
  }

  return { errorKeys, errorText, isError, primitiveOr, stackOf, textOf, withTexts };
})
