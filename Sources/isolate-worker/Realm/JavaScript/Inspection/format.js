// Joins the arguments of a console method into one text, the way Node's util.format does.
//
// The language's conversions to a string, a number or JSON may run the user's code, which may throw. That code gets
// nothing of this realm, only its own object, and strings.

(function (host) {
  "use strict";

  const { clean, findProperty, functionName, inspect, isBuiltIn, isObject, kindOf, numberText, ownValue, prototypeOf } = host;
  const { unwrapped } = host;
  const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
  const { stringify } = JSON;

  const detailed = { depth: 4, showHidden: true, showProxy: true };

  /** Whether a method of `object` comes from the language, or is no function, or does not exist. */
  function isLanguageMethod(object, key) {
    const property = findProperty(object, key);
    if (property === undefined) return true;
    if (property.get === undefined && typeof property.value !== "function") return true;
    if (getOwnPropertyDescriptor(object, key) !== undefined) return false;
    let holder = prototypeOf(object);
    while (getOwnPropertyDescriptor(holder, key) === undefined) holder = prototypeOf(holder);
    const constructor = ownValue(holder, "constructor");
    return typeof constructor === "function" && isBuiltIn(functionName(constructor));
  }

  function asString(value) {
    if (typeof value === "number") return numberText(value);
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value !== "object" || value === null) return String(value);
    const object = unwrapped(value);
    const plain =
      object === null || (isLanguageMethod(object, "toString") && isLanguageMethod(object, Symbol.toPrimitive));
    return plain ? inspect(value, { depth: 0 }) : String(value);
  }

  function asNumber(value, convert) {
    if (typeof value === "symbol") return "NaN";
    return numberText(convert(value));
  }

  function isCycleError(error) {
    return (
      isObject(error) &&
      kindOf(error) === "Error" &&
      getPrototypeOf(error) === TypeError.prototype &&
      String(ownValue(error, "message")).includes("cyclic")
    );
  }

  function asJSON(value) {
    try {
      return String(stringify(value));
    } catch (error) {
      // The engine's own error belongs to this realm. An error that the user's code throws does not.
      if (isCycleError(error)) return "[Circular]";
      throw error;
    }
  }

  function convert(letter, value, style) {
    switch (letter) {
      case "s":
        return asString(value);
      case "j":
        return asJSON(value);
      case "d":
        return typeof value === "bigint" ? `${value}n` : asNumber(value, Number);
      case "i":
        return typeof value === "bigint" ? `${value}n` : asNumber(value, Number.parseInt);
      case "f":
        return asNumber(value, Number.parseFloat);
      case "o":
        return inspect(value, { ...style, ...detailed });
      case "O":
        return inspect(value, style);
      default:
        // %c is for styles, which a terminal does not have.
        return "";
    }
  }

  /** An exception of the user's conversion is not passed on: the object is inspected instead. */
  function convertOrInspect(letter, value, style) {
    try {
      return convert(letter, value, style);
    } catch {
      return inspect(value, { ...style, depth: 0 });
    }
  }

  /**
   * The text of `args`, an array of this realm. `style` are options of `inspect`. If `isClean`, the user's texts in it
   * cannot control a terminal.
   */
  function format(args, style = {}, isClean = false) {
    const own = isClean ? clean : (text) => text;
    const first = args[0];
    let used = 0;
    let text = "";
    if (typeof first === "string") {
      used = 1;
      text = own(first);
      if (args.length > 1) {
        text = own(first).replace(/%[sjdifoOc%]/g, (match) => {
          if (match === "%%") return "%";
          if (used === args.length) return match;
          used += 1;
          const text = convertOrInspect(match[1], args[used - 1], style);
          return match === "%o" || match === "%O" ? text : own(text);
        });
      }
    }
    for (let index = used; index < args.length; index += 1) {
      const value = args[index];
      if (index > 0) text += " ";
      text += typeof value === "string" ? own(value) : inspect(value, style);
    }
    return text;
  }

  return { format };
})
