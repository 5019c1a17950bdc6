// The methods of `console`: what each call writes, and the state that they keep between calls.

(function (host) {
  "use strict";

  const { clean, format, inspect, isObject, now, ownValue, stackTrace, table, unwrapped } = host;

  const indentationStep = "  ";
  const defaultLabel = "default";

  const counts = new Map();
  const timers = new Map();
  let indentation = "";

  /**
   * What a call writes. `args` are the arguments that the program receives. `print` makes the text in a manner (see
   * `manners`), and is called only if somebody reads the text. `passed` are the arguments with which Node would call
   * the console's own `log`, `warn` or `error`.
   */
  function entry(level, args, print, passed = args) {
    return { level, args, print, passed };
  }

  // The manners for `print`: options of `inspect`, and whether the user's texts must be kept from controlling a
  // terminal.
  const manners = {
    plain: { style: {}, isClean: false },
    colored: { style: { colors: true }, isClean: true },
    coloredWithEscapes: { style: { colors: true }, isClean: false },
  };

  function own(text, { isClean }) {
    return isClean ? clean(text) : text;
  }

  function formatted(level, args) {
    return entry(level, args, ({ style, isClean }) => format(args, style, isClean));
  }

  function line(level, text) {
    return entry(level, [text], (manner) => own(text, manner));
  }

  function warning(text) {
    return entry("warn", [text], (manner) => own(`Warning: ${text}`, manner));
  }

  // A symbol cannot be a label: a template literal throws for it, String() would not.
  function labelOf(args) {
    return args.length === 0 || args[0] === undefined ? defaultLabel : `${args[0]}`;
  }

  function twoDigits(number) {
    return String(number).padStart(2, "0");
  }

  function durationText(milliseconds) {
    if (milliseconds < 1000) return `${Number(milliseconds.toFixed(3))}ms`;
    if (milliseconds < 60000) return `${(milliseconds / 1000).toFixed(3)}s`;
    const whole = Math.round(milliseconds);
    const hours = Math.floor(whole / 3600000);
    const minutes = Math.floor(whole / 60000) % 60;
    const seconds = ((whole % 60000) / 1000).toFixed(3).padStart(6, "0");
    if (hours === 0) return `${minutes}:${seconds} (m:ss.mmm)`;
    return `${hours}:${twoDigits(minutes)}:${seconds} (h:mm:ss.mmm)`;
  }

  function elapsed(method, args) {
    const label = labelOf(args);
    const start = timers.get(label);
    if (start === undefined) return warning(`No such label '${label}' for console.${method}()`);
    if (method === "timeEnd") timers.delete(label);
    const time = `${label}: ${durationText(now() - start)}`;
    // "%s" keeps the label from being read as a format.
    const rest = method === "timeLog" ? args.slice(1) : [];
    const print = ({ style, isClean }) => format(["%s", time, ...rest], style, isClean);
    return entry("log", [time, ...rest], print, ["%s", time, ...rest]);
  }

  const optionTypes = {
    breakLength: "number",
    colors: "boolean",
    compact: "number",
    customInspect: "boolean",
    depth: "number",
    maxArrayLength: "number",
    maxStringLength: "number",
    numericSeparator: "boolean",
    showHidden: "boolean",
    showProxy: "boolean",
  };

  /** The known ones of the user's options for inspection. Getters are not called. */
  function inspectOptions(options) {
    const known = {};
    const object = isObject(options) ? unwrapped(options) : null;
    if (object === null) return known;
    for (const [name, type] of Object.entries(optionTypes)) {
      const value = ownValue(object, name);
      if (typeof value === type) known[name] = value;
      else if (type === "number" && value === null) known[name] = Infinity;
      else if (name === "compact" && typeof value === "boolean") known[name] = value ? 3 : 0;
    }
    const getters = ownValue(object, "getters");
    if (typeof getters === "boolean" || getters === "get" || getters === "set") known.getters = getters;
    const sorted = ownValue(object, "sorted");
    if (typeof sorted === "boolean" || typeof sorted === "function") known.sorted = sorted;
    return known;
  }

  const methods = {
    log: (args) => formatted("log", args),
    info: (args) => formatted("info", args),
    debug: (args) => formatted("debug", args),
    warn: (args) => formatted("warn", args),
    error: (args) => formatted("error", args),
    dirxml: (args) => formatted("log", args),

    dir: ([object, options]) =>
      entry("log", [object], ({ style }) => inspect(object, { customInspect: false, ...style, ...inspectOptions(options) })),

    table(args) {
      const [data, columns] = args;
      const text = (manner) => {
        const drawn = table(data, columns);
        return drawn === undefined ? format([data], manner.style, manner.isClean) : own(drawn, manner);
      };
      return { ...entry("log", args, text), pass: () => [table(data, columns) ?? data] };
    },

    trace(args) {
      const text = ({ style, isClean }) => {
        const frames = own(stackTrace(), { isClean });
        const message = format(args, style, isClean);
        const heading = message === "" ? "Trace" : `Trace: ${message}`;
        return frames === "" ? heading : `${heading}\n${frames}`;
      };
      return { ...entry("error", args, text), pass: () => [text(manners.plain)] };
    },

    assert([condition, ...rest]) {
      if (condition) return null;
      if (rest.length === 0) return line("warn", "Assertion failed");
      return formatted("warn", [`Assertion failed: ${rest[0]}`, ...rest.slice(1)]);
    },

    count(args) {
      const label = labelOf(args);
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      return line("log", `${label}: ${count}`);
    },

    countReset(args) {
      const label = labelOf(args);
      return counts.delete(label) ? null : warning(`Count for '${label}' does not exist`);
    },

    time(args) {
      const label = labelOf(args);
      if (timers.has(label)) return warning(`Label '${label}' already exists for console.time()`);
      timers.set(label, now());
      return null;
    },

    timeLog: (args) => elapsed("timeLog", args),
    timeEnd: (args) => elapsed("timeEnd", args),

    group: (args) => (args.length === 0 ? null : formatted("log", args)),
    groupEnd: () => null,
  };
  methods.groupCollapsed = methods.group;

  function afterwards(method) {
    if (method === "group" || method === "groupCollapsed") indentation += indentationStep;
    if (method === "groupEnd") indentation = indentation.slice(indentationStep.length);
  }

  function ownArray(args) {
    // The user can redefine iteration, so it is not used here.
    const array = [];
    for (let index = 0; index < args.length; index += 1) array.push(args[index]);
    return array;
  }

  /**
   * Carries out a method of the console with `args`, an array or arguments object of the user's. Returns null if
   * nothing is written; otherwise the level, the arguments as an array of this realm and, if `mannerOf` returns a
   * manner for the level, the text. Throws what the user's code throws while labels are converted.
   */
  function handle(method, args, mannerOf) {
    const written = methods[method](ownArray(args));
    let result = null;
    if (written !== null) {
      result = { level: written.level, args: written.args };
      const manner = mannerOf(written.level);
      if (manner !== undefined) {
        const text = written.print(manner);
        result.text = indentation === "" ? text : indentation + text.replaceAll("\n", `\n${indentation}`);
      }
    }
    afterwards(method);
    return result;
  }

  /**
   * The arguments with which the method calls the console's own `log`, `warn` or `error` if the user has replaced that;
   * null if it does not call one.
   */
  function passed(method, args) {
    const written = methods[method](ownArray(args));
    return written === null ? null : written.pass?.() ?? written.passed;
  }

  return { handle, inspectOptions, manners, passed };
})
