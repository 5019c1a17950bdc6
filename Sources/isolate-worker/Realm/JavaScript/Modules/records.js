// Module records, which linking and evaluation work on: for modules of source text, and for modules of values.
(function (host) {
  "use strict";
  const { userModules, moduleErrors, transform, scripts, moduleOptions, evaluateInUserRealm, checkModuleSyntax } = host;
  const { getPrototypeOf } = host.primordials;
  const syntaxErrorPrototype = host.realm.errors.SyntaxError.prototype;
  const generatorNext = Object.getPrototypeOf(function* () {}).prototype.next;
  const asyncGeneratorNext = Object.getPrototypeOf(async function* () {}).prototype.next;

  // Longer sources are refused: parsing takes a hundred times their length in memory.
  const MAXIMUM_LENGTH = 32 * 1024 * 1024;

  class Module {
    status = "unlinked"; // then "linked", "evaluating", "evaluating-async", "evaluated"
    error = undefined; // { value } of the exception that evaluation threw
    namespace = undefined;
    capability = undefined;
    cycleRoot = undefined;
    index = 0;
    ancestorIndex = 0;
    pendingDependencies = 0;
    asyncOrder = 0;
    asyncParents = [];
    requested = []; // the modules that the requests resolved to, in the order of `requests`
    requests = [];
    importEntries = [];
    localExports = new Set();
    indirectExports = new Map();
    starExports = [];
    isAsync = false;
    loaded = new Map(); // specifier and attributes → the module that they resolved to

    constructor(id, type, meta = {}) {
      this.id = id;
      this.type = type;
      this.meta = meta;
      this.canResolve = moduleOptions.canResolve;
      this.scope = userModules.makeScope(this);
    }

    syntaxError(message, place) {
      return placedSyntaxError(message, this, place);
    }
  }

  class SourceTextModule extends Module {
    #makeGenerator;
    #generator;

    constructor({ id, source, meta, lineOffset = 0, columnOffset = 0, sourceMap }) {
      super(id, "javascript", meta);
      this.source = source;
      this.lineOffset = lineOffset;
      this.columnOffset = columnOffset;
      this.sourceMap = sourceMap;
      const transformed = parse(this);
      scripts.add(id, source, lineOffset, columnOffset, (line, column) => {
        const found = transformed.columnOf(line, column);
        // Unlike for a script, the offset was not made by spaces before the source.
        return line === 0 && found !== undefined ? found + Math.max(0, columnOffset) : found;
      }, sourceMap);
      this.requests = transformed.requests;
      this.importEntries = transformed.importEntries;
      this.localExports = new Set(transformed.localExports);
      this.indirectExports = new Map(transformed.indirectExports.map((entry) => [entry.exported, entry]));
      this.starExports = transformed.starExports;
      this.isAsync = transformed.isAsync;
      const make = compile(this, transformed.text);
      this.#makeGenerator = make(this.scope.m, this.scope.i);
    }

    getters() {
      return this.scope.getGetters();
    }

    instantiate() {
      // Not called as a method, because a module's `this` is undefined, and it must not get this object.
      const makeGenerator = this.#makeGenerator;
      this.#generator = makeGenerator();
      if (this.isAsync) return asyncGeneratorNext.call(this.#generator);
      generatorNext.call(this.#generator);
      return undefined;
    }

    run() {
      return this.isAsync ? asyncGeneratorNext.call(this.#generator) : generatorNext.call(this.#generator);
    }
  }

  // A module whose exports are values: from JSON, a text, or the other side.
  class SyntheticModule extends Module {
    #values = { __proto__: null };

    constructor(id, type, exports) {
      super(id, type);
      for (const name of Object.keys(exports)) {
        this.localExports.add(name);
        this.#values[name] = userModules.getterOf(exports[name]);
      }
    }

    getters() {
      return this.#values;
    }
    instantiate() {}
    run() {}
  }

  function lineAndColumn(source, index) {
    const before = source.slice(0, index);
    const ends = before.match(/\r\n|[\n\r\u2028\u2029]/g) ?? [];
    const lastEnd = Math.max(...["\n", "\r", "\u2028", "\u2029"].map((end) => before.lastIndexOf(end)));
    return { line: ends.length, column: index - lastEnd - 1 };
  }

  function placedSyntaxError(message, module, index) {
    const { id, source, lineOffset, columnOffset, sourceMap } = module;
    scripts.add(id, source, lineOffset, columnOffset, undefined, sourceMap);
    const { line, column } = lineAndColumn(source, index);
    const realLine = line + lineOffset + 1;
    const realColumn = column + 1 + (line === 0 ? columnOffset : 0);
    const error = userModules.makeSyntaxError(message, id, realLine, realColumn);
    moduleErrors.add(error, id, realLine, realColumn);
    return error;
  }

  // Uses the engine's own message. If the engine accepts what acorn does not, uses acorn's.
  function syntaxErrorOf(module, otherwise, index) {
    const found = checkModuleSyntax(module.source);
    return found === undefined
      ? placedSyntaxError(`${otherwise} (acorn, which parses modules, does not take this)`, module, index)
      : placedSyntaxError(found[0], module, found[1]);
  }

  function parse(module) {
    if (module.source.length > MAXIMUM_LENGTH) {
      throw userModules.makeError(
        "RangeError", `The module '${module.id}' is longer than ${MAXIMUM_LENGTH} characters`);
    }
    try {
      return transform.transformModule(module.source);
    } catch (error) {
      if (error instanceof RangeError) {
        throw userModules.makeError("RangeError", `The module '${module.id}' is nested too deeply to be parsed`);
      }
      if (!(error instanceof SyntaxError)) throw error;
      throw syntaxErrorOf(module, error.message.replace(/ \(\d+:\d+\)$/, ""), error.pos);
    }
  }

  // This does not run the module's code.
  function compile(module, text) {
    try {
      return evaluateInUserRealm(text, module.id, Math.max(1, module.lineOffset + 1));
    } catch (error) {
      if (getPrototypeOf(error) !== syntaxErrorPrototype) throw error;
      throw syntaxErrorOf(module, error.message, 0);
    }
  }

  return {
    makeSourceTextModule: (description) => new SourceTextModule(description),
    makeValues: (id, exports) => new SyntheticModule(id, "synthetic", exports),
    makeText: (id, source) => new SyntheticModule(id, "text", { default: source }),
    // Throws the error of invalid JSON, with the module's name.
    makeJSON(id, source) {
      let value;
      try {
        value = userModules.parseJSON(source);
      } catch (error) {
        throw userModules.makeError("SyntaxError", `${id}: ${error.message}`);
      }
      return new SyntheticModule(id, "json", { default: value });
    },
  };
})
