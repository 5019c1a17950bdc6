// The methods of `console`: what each call writes, and what they remember from one call to the next.

(function (host) {
  "use strict";

  const { format, inspect, isObject, now, ownValue, stackTrace, table, unwrapped } = host;

  const indentationStep = "  ";
  const defaultLabel = "default";

  const counts = new Map();
  const timers = new Map();
  let indentation = "";

  /**
   * What a call writes. `args` are what a program receives; `print` makes the text, and is called only where
   * somebody reads it.
   */
  function entry(level, args, print) {
    return { level, args, print };
  }

  function formatted(level, args) {
    return entry(level, args, () => format(args));
  }

  function line(level, text) {
    return entry(level, [text], () => text);
  }

  function warning(text) {
    return entry("warn", [text], () => `Warning: ${text}`);
  }

  // A symbol is not a label: a template literal throws where String() would not.
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
    // The label is not to be taken for a format.
    const rest = method === "timeLog" ? args.slice(1) : [];
    return entry("log", [time, ...rest], () => format(["%s", time, ...rest]));
  }

  const optionTypes = {
    breakLength: "number",
    compact: "number",
    depth: "number",
    maxArrayLength: "number",
    maxStringLength: "number",
    showHidden: "boolean",
    showProxy: "boolean",
  };

  /** Those of the user's options for `console.dir` that this console knows; their getters are not called. */
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
    return known;
  }

  const methods = {
    log: (args) => formatted("log", args),
    info: (args) => formatted("info", args),
    debug: (args) => formatted("debug", args),
    warn: (args) => formatted("warn", args),
    error: (args) => formatted("error", args),
    dirxml: (args) => formatted("log", args),

    dir: ([object, options]) => entry("log", [object], () => inspect(object, inspectOptions(options))),

    table(args) {
      const [data, columns] = args;
      return entry("log", args, () => table(data, columns) ?? format([data]));
    },

    trace(args) {
      return entry("error", args, () => {
        const frames = stackTrace();
        const message = format(args);
        const heading = message === "" ? "Trace" : `Trace: ${message}`;
        return frames === "" ? heading : `${heading}\n${frames}`;
      });
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

  /**
   * Performs a method of the console with `args`, an array or arguments object of the user's. Returns null when
   * nothing is written, or else the level, the arguments as an array of this realm and, if `wantsText`, the text.
   * Throws what the user's code throws while labels and messages are converted.
   */
  function handle(method, args, wantsText) {
    // Not by iteration, which the user can redefine.
    const own = [];
    for (let index = 0; index < args.length; index += 1) own.push(args[index]);
    const written = methods[method](own);
    let result = null;
    if (written !== null) {
      result = { level: written.level, args: written.args };
      if (wantsText) result.text = indentation + written.print().replaceAll("\n", `\n${indentation}`);
    }
    afterwards(method);
    return result;
  }

  return { handle };
})
