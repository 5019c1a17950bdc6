// performance: the clock, marks and measures (https://w3c.github.io/hr-time/, https://w3c.github.io/user-timing/).
(function (host) {
  "use strict";
  const { DOMException, interfaces, now } = host;
  const TheTypeError = TypeError;
  const { defineProperty } = Object;
  const origin = now();
  const timeOrigin = Date.now();
  const key = Symbol("performance");
  let entries = [];

  class PerformanceEntry {
    #parts;

    static {
      interfaces.set(this.prototype, (object) => (#parts in object ? object.#parts : undefined));
    }

    constructor(token, name, entryType, startTime, duration, detail) {
      if (token !== key) throw new TheTypeError("Illegal constructor");
      this.#parts = { name, entryType, startTime, duration, detail };
    }
    get name() {
      return this.#parts.name;
    }
    get entryType() {
      return this.#parts.entryType;
    }
    get startTime() {
      return this.#parts.startTime;
    }
    get duration() {
      return this.#parts.duration;
    }
    get detail() {
      return this.#parts.detail;
    }
    toJSON() {
      const { name, entryType, startTime, duration, detail } = this;
      return { name, entryType, startTime, duration, detail };
    }
  }

  class PerformanceMark extends PerformanceEntry {}
  class PerformanceMeasure extends PerformanceEntry {}

  function requireName(args) {
    if (args.length === 0) throw new TheTypeError("The \"name\" argument must be specified");
  }

  function timeOf(mark) {
    if (typeof mark === "number") return mark;
    const name = `${mark}`;
    const found = entries.findLast((entry) => entry.entryType === "mark" && entry.name === name);
    if (found === undefined) throw new DOMException(`The mark '${name}' has not been set`, "SyntaxError");
    return found.startTime;
  }

  // `select` sorts by start time. The sort is stable, so entries with the same start time stay in this order.
  function add(entry) {
    entries.push(entry);
    return entry;
  }

  function select(filter) {
    return entries.filter(filter).sort((one, other) => one.startTime - other.startTime);
  }

  class Performance {
    now() {
      return now() - origin;
    }
    get timeOrigin() {
      return timeOrigin;
    }
    mark(name, options = {}) {
      requireName(arguments);
      const startTime = options?.startTime === undefined ? now() - origin : +options.startTime;
      if (startTime < 0) throw new TheTypeError("The start time of a mark can't be negative");
      return add(new PerformanceMark(key, `${name}`, "mark", startTime, 0, options?.detail ?? null));
    }
    measure(name, startOrOptions = undefined, endMark = undefined) {
      requireName(arguments);
      const hasOptions = typeof startOrOptions === "object" && startOrOptions !== null;
      const options = hasOptions ? startOrOptions : { start: startOrOptions, end: endMark };
      const { start, end, duration, detail = null } = options;
      if (start !== undefined && end !== undefined && duration !== undefined) {
        throw new TheTypeError("A measure can have two of start, end and duration, not all three");
      }
      let endTime = now() - origin;
      if (end !== undefined) endTime = timeOf(end);
      else if (start !== undefined && duration !== undefined) endTime = timeOf(start) + +duration;
      let startTime = 0;
      if (start !== undefined) startTime = timeOf(start);
      else if (duration !== undefined && end !== undefined) startTime = endTime - +duration;
      return add(new PerformanceMeasure(key, `${name}`, "measure", startTime, endTime - startTime, detail));
    }
    clearMarks(name = undefined) {
      entries = entries.filter((one) => one.entryType !== "mark" || (name !== undefined && one.name !== `${name}`));
    }
    clearMeasures(name = undefined) {
      entries = entries.filter((one) => one.entryType !== "measure" || (name !== undefined && one.name !== `${name}`));
    }
    getEntries() {
      return select(() => true);
    }
    getEntriesByType(type) {
      return select((entry) => entry.entryType === `${type}`);
    }
    getEntriesByName(name, type = undefined) {
      return select((entry) => entry.name === `${name}` && (type === undefined || entry.entryType === `${type}`));
    }
    toJSON() {
      return { timeOrigin };
    }
  }
  defineProperty(Performance.prototype, "constructor", { __proto__: null, enumerable: false });
  return {
    globals: { performance: new Performance() },
    classes: [PerformanceEntry, PerformanceMark, PerformanceMeasure, Performance],
  };
})
