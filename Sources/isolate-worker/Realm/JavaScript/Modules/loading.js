// Finds, loads and runs the modules of a context. There is one module for each id.
(function (host) {
  "use strict";
  const { userModules, records, transform, specifiers, foreign, moduleOptions, moduleRehearsal, scripts } = host;
  const { link, namespaceOf } = host.linking;
  const { evaluate } = host.evaluation;
  const { hasOwnProperty, stringify } = host.primordials;

  const TYPES = ["javascript", "json", "text"];
  let modules = new Map(); // id → module
  const asked = new Map(); // specifier and referrer → callbacks that wait for the resolver's answer
  let map; // the fixed map: an object of the user's realm with data properties only
  let resolver; // a function of the other side
  let setAside; // { modules, map, resolver } during a rehearsal

  function notFound(specifier, referrer) {
    const message = `Cannot find module '${specifier}' imported from '${referrer}'`;
    return userModules.makeError("TypeError", message, "ERR_MODULE_NOT_FOUND");
  }

  function checkAttributes(module, attributes, isDynamic) {
    for (const { name, value } of attributes) {
      if (name === "type") continue;
      const message = `Import attribute "${name}" with value "${value}" is not supported`;
      const kind = isDynamic ? "TypeError" : "SyntaxError";
      return userModules.makeError(kind, message, "ERR_IMPORT_ATTRIBUTE_UNSUPPORTED");
    }
    const asked = attributes.find(({ name }) => name === "type")?.value;
    const actual = module.type;
    const isTyped = actual === "json" || actual === "text";
    if (isTyped && asked === undefined) {
      const message = `Module "${module.id}" needs an import attribute of "type: ${actual}"`;
      return userModules.makeError("TypeError", message, "ERR_IMPORT_ATTRIBUTE_MISSING");
    }
    if (asked !== undefined && asked !== actual) {
      const message = `Module "${module.id}" is not of type "${asked}"`;
      return userModules.makeError("TypeError", message, "ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE");
    }
    return undefined;
  }

  function make({ id, source, type, meta, sourceMap }) {
    if (type === "json") return records.makeJSON(id, source);
    if (type === "text") return records.makeText(id, source);
    return records.makeSourceTextModule({ id, source, meta: meta ?? undefined, sourceMap: sourceMap ?? undefined });
  }

  function wrongAnswer(specifier, lack) {
    return userModules.makeError("TypeError", `The resolver's answer for '${specifier}' has ${lack}`);
  }

  // Reads own members only: an object of the user's realm inherits what scripts have put on prototypes.
  function ownMembers(object, names) {
    const members = { __proto__: null };
    for (const name of names) {
      if (hasOwnProperty.call(object, name)) members[name] = object[name];
    }
    return members;
  }

  function isObject(value) {
    return typeof value === "object" && value !== null && !Array.isArray(value);
  }

  // What is wrong with a resolver's answer about a module that the context does not have; undefined if nothing is.
  function lackOf({ id, source, type, meta, exports, sourceMap }) {
    if (source === undefined && exports === undefined) {
      return `neither 'source' nor 'exports', and the context has no module '${id}'`;
    }
    if (source === undefined) return isObject(exports) ? undefined : "'exports' that are no object";
    if (typeof source !== "string") return "a 'source' that is no string";
    if (type !== undefined && type !== null && !TYPES.includes(type)) {
      return "a 'type' that is not 'javascript', 'json' or 'text'";
    }
    if (meta !== undefined && meta !== null && !isObject(meta)) return "a 'meta' that is no object";
    if (sourceMap !== undefined && sourceMap !== null && typeof sourceMap !== "string") {
      return "a 'sourceMap' that is no string";
    }
    return undefined;
  }

  // The answer of a resolver comes from the other side, and is checked here.
  function moduleOfAnswer(answer, specifier, referrer) {
    if (answer === undefined || answer === null) throw notFound(specifier, referrer);
    if (!isObject(answer)) {
      throw userModules.makeError(
        "TypeError", `The resolver's answer for '${specifier}' is no object with 'id' and 'source'`);
    }
    const members = ownMembers(answer, ["id", "source", "type", "meta", "exports", "sourceMap"]);
    const { id, source, exports } = members;
    if (typeof id !== "string") throw wrongAnswer(specifier, "no 'id' that is a string");
    const known = modules.get(id);
    if (known !== undefined) return known;
    const lack = lackOf(members);
    if (lack !== undefined) throw wrongAnswer(specifier, lack);
    const module = source === undefined ? records.makeValues(id, exports) : make(members);
    modules.set(id, module);
    return module;
  }

  function findInMap(specifier, referrer) {
    const key = specifiers.resolve(specifier, referrer);
    if (!hasOwnProperty.call(map, key)) {
      const known = modules.get(key);
      if (known !== undefined) return known;
      throw notFound(specifier, referrer);
    }
    const entry = map[key];
    const members = typeof entry === "string" ? { source: entry } : ownMembers(entry, ["id", "source", "type", "sourceMap"]);
    return moduleOfAnswer({ id: key, ...members }, specifier, referrer);
  }

  function ask(specifier, referrer, attributes, done) {
    const isRelative = specifiers.isRelative(specifier);
    const named = isRelative ? [specifiers.resolve(specifier, referrer)] : [specifier, referrer];
    // An answer may depend on the attributes, so it is shared only by imports that have the same.
    const key = stringify([named, attributes]);
    const waiting = asked.get(key);
    if (waiting !== undefined) {
      waiting.push(done);
      return;
    }
    asked.set(key, [done]);
    function tell(error, module) {
      const all = asked.get(key);
      asked.delete(key);
      for (const one of all) one(error, module);
    }
    const given = { __proto__: null };
    for (const { name, value } of attributes) given[name] = value;
    const answer = userModules.ask(resolver, specifier, referrer, given);
    userModules.whenSettled(answer, (value) => {
      let module;
      try {
        module = moduleOfAnswer(value, specifier, referrer);
      } catch (error) {
        tell({ value: error });
        return;
      }
      tell(undefined, module);
    }, (reason) => tell({ value: reason }));
  }

  // Calls `done(error, module)`, now or later. An error is `{ value }`.
  function find(referrer, { specifier, attributes }, done, isDynamic = false) {
    const key = stringify([specifier, attributes]);
    const known = referrer.loaded.get(key);
    if (known !== undefined) {
      done(undefined, known);
      return;
    }
    function check(error, module) {
      if (error !== undefined) {
        done(error);
        return;
      }
      const mismatch = checkAttributes(module, attributes, isDynamic);
      if (mismatch !== undefined) {
        done({ value: mismatch });
        return;
      }
      referrer.loaded.set(key, module);
      done(undefined, module);
    }
    if (resolver !== undefined) {
      ask(specifier, referrer.id, attributes, check);
      return;
    }
    let module;
    try {
      if (map === undefined) throw notFound(specifier, referrer.id);
      module = findInMap(specifier, referrer.id);
    } catch (error) {
      done({ value: error });
      return;
    }
    check(undefined, module);
  }

  // Loads everything that a module imports, directly or indirectly.
  function loadGraph(root, done) {
    const seen = new Set([root]);
    const waiting = [root];
    let open = 0;
    let isOver = false;
    let isLooping = false;

    function proceed() {
      if (isLooping) return;
      isLooping = true;
      while (!isOver && waiting.length > 0) request(waiting.pop());
      isLooping = false;
      if (!isOver && open === 0) {
        isOver = true;
        done();
      }
    }

    function request(module) {
      module.requests.forEach((one, index) => {
        if (isOver || module.requested[index] !== undefined) {
          if (!isOver) note(module.requested[index]);
          return;
        }
        open += 1;
        find(module, one, (error, found) => {
          open -= 1;
          if (isOver) return;
          if (error !== undefined) {
            isOver = true;
            done(error);
            return;
          }
          module.requested[index] = found;
          note(found);
          proceed();
        });
      });
    }

    function note(module) {
      if (seen.has(module)) return;
      seen.add(module);
      if (module.status === "unlinked") waiting.push(module);
    }

    proceed();
  }

  // Forgets modules that were not linked, so that they can be imported again.
  function forgetUnlinked(root) {
    const seen = new Set([root]);
    for (const module of seen) {
      if (module.status !== "unlinked") continue;
      if (modules.get(module.id) === module) modules.delete(module.id);
      module.requested.forEach((one) => seen.add(one));
      module.requested = [];
      module.loaded.clear();
    }
  }

  function linkAndRun(module, done) {
    let waits;
    try {
      waits = link(module);
    } catch (error) {
      forgetUnlinked(module);
      done({ value: error });
      return;
    }
    function run() {
      evaluate(module).then(() => {
        let namespace;
        try {
          namespace = namespaceOf(module);
        } catch (error) {
          done({ value: error });
          return;
        }
        done(undefined, namespace);
      }, (error) => done({ value: error }));
    }
    if (waits.length === 0) run();
    else Promise.all(waits).then(run);
  }

  function load(module, done) {
    loadGraph(module, (error) => {
      if (error !== undefined) {
        forgetUnlinked(module);
        done(error);
        return;
      }
      linkAndRun(module, done);
    });
  }

  function settle(resolve, reject) {
    return (error, namespace) => {
      if (error !== undefined) reject(foreign.adopt(error.value));
      else resolve(namespace);
    };
  }

  const scriptReferrers = new Map(); // URL → the referrer that represents a script

  function referrerOf(url) {
    let referrer = scriptReferrers.get(url);
    if (referrer === undefined) scriptReferrers.set(url, (referrer = { id: url, loaded: new Map() }));
    return referrer;
  }

  // Runs a module. Returns a promise of the user's realm for its namespace.
  function run(id, source, lineOffset, columnOffset, sourceMap) {
    return userModules.makePromise((resolve, reject) => {
      const done = settle(resolve, reject);
      let module;
      try {
        module = records.makeSourceTextModule({ id, source, lineOffset, columnOffset, sourceMap });
        modules.set(id, module);
      } catch (error) {
        done({ value: error });
        return;
      }
      load(module, done);
    });
  }

  return {
    run,
    // Puts the modules of the rehearsal in the place of all others. Returns the id and the source of the one that is then
    // to be run. `endRehearsal` comes after that, and tells whether all of them have run.
    beginRehearsal(isFirst) {
      setAside = { modules, map, resolver };
      modules = new Map();
      map = moduleRehearsal.map;
      resolver = undefined;
      return [moduleRehearsal.id, isFirst ? moduleRehearsal.main : moduleRehearsal.plainMain];
    },
    endRehearsal() {
      const main = modules.get(moduleRehearsal.id);
      for (const id of modules.keys()) scripts.forget(id);
      ({ modules, map, resolver } = setAside);
      return main?.status === "evaluated" && main.error === undefined;
    },
    configure(options) {
      const members = ownMembers(options, ["map", "resolver", "resolvesPaths"]);
      map = members.map;
      resolver = members.resolver;
      moduleOptions.canResolve = map !== undefined || members.resolvesPaths === true;
    },
    canImport: () => map !== undefined || resolver !== undefined,
    // Adds a module by its id before anything imports it. Returns the JSON of its own imports.
    parse(id, source, lineOffset, columnOffset, sourceMap) {
      if (modules.has(id)) throw userModules.makeError("TypeError", `The context has a module '${id}' already`);
      const module = records.makeSourceTextModule({ id, source, lineOffset, columnOffset, sourceMap });
      modules.set(id, module);
      return stringify(module.requests.map(({ specifier, attributes }) => ({
        specifier, attributes: Object.fromEntries(attributes.map(({ name, value }) => [name, value])),
      })));
    },
    // Carries out `import()`. The referrer is a module, or the URL of a script.
    importFrom(referrer, specifier, attributes, resolve, reject) {
      const done = settle(resolve, reject);
      const list = Object.keys(attributes).map((name) => ({ name, value: attributes[name] }));
      const from = typeof referrer === "string" ? referrerOf(referrer) : referrer;
      try {
        find(from, { specifier, attributes: list }, (error, module) => {
          if (error !== undefined) done(error);
          // The importing code continues first, even if the module is loaded already.
          else Promise.resolve().then(() => load(module, done)).catch((reason) => done({ value: reason }));
        }, true);
      } catch (error) {
        done({ value: error });
      }
    },
    // Like the function in transform.js, but returns undefined if the source is not a valid script.
    transformScript(source, importName, url) {
      try {
        return transform.transformScript(source, importName, url);
      } catch {
        return undefined;
      }
    },
    resolveFrom: (module, specifier) => specifiers.resolve(specifier, module.id),
  };
})
