// Evaluated in the user's realm before any user code. Makes the objects that modules get, and their namespaces. Scripts
// can reach these objects, so all of them belong to the user's realm. After this file has run, nothing in it looks up a
// name.
(function (importFrom, resolveFrom) {
  "use strict";
  const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { is, preventExtensions } = Object;
  const { toStringTag } = Symbol;
  const parseJSON = JSON.parse;
  const ThePromise = Promise;
  const TheProxy = Proxy;
  const errors = { __proto__: null, Error, RangeError, ReferenceError, SyntaxError, TypeError };
  const global = globalThis;

  function define(object, name, value, enumerable) {
    defineProperty(object, name, { __proto__: null, value, writable: true, enumerable, configurable: true });
  }

  // An exception of the other realm must not be visible here. It throws only if there is not enough stack.
  function callOut(work) {
    try {
      return work();
    } catch {
      throw new errors.RangeError("Maximum call stack size exceeded.");
    }
  }

  function isObject(value) {
    return (typeof value === "object" && value !== null) || typeof value === "function";
  }

  // The attributes of the second argument of `import()`.
  function readAttributes(options) {
    const attributes = { __proto__: null };
    if (options === undefined) return attributes;
    if (!isObject(options)) throw new errors.TypeError("The second argument of import() must be an object");
    const given = options.with;
    if (given === undefined) return attributes;
    if (!isObject(given)) throw new errors.TypeError("The 'with' option of import() must be an object");
    const keys = ownKeys(given);
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index];
      if (typeof key !== "string" || getOwnPropertyDescriptor(given, key)?.enumerable !== true) continue;
      const value = given[key];
      if (typeof value !== "string") throw new errors.TypeError(`The import attribute '${key}' must be a string`);
      attributes[key] = value;
    }
    return attributes;
  }

  // What `import()` leads to where nothing says how modules are found.
  function withoutModules(specifier, url) {
    const cause = new errors.Error(
      "The context was made without modules: give it the option 'modules' for import() to find any");
    const error = new errors.TypeError(`Cannot find module '${specifier}' imported from '${url}'`);
    define(error, "code", "ERR_MODULE_NOT_FOUND", true);
    define(error, "cause", cause, false);
    return error;
  }

  function importDynamically(referrer, specifier, options) {
    return new ThePromise((resolve, reject) => {
      const text = `${specifier}`;
      const attributes = readAttributes(options);
      const answer = callOut(() => importFrom(referrer, text, attributes, resolve, reject));
      if (answer === null) reject(withoutModules(text, referrer));
    });
  }

  function makeMeta(record) {
    const meta = { __proto__: null };
    for (const name of ownKeys(record.meta)) define(meta, name, record.meta[name], true);
    define(meta, "url", record.id, true);
    if (record.canResolve) {
      const { resolve } = {
        resolve(specifier) {
          const text = `${specifier}`;
          return callOut(() => resolveFrom(record, text));
        },
      };
      define(meta, "resolve", resolve, true);
    }
    return meta;
  }

  // A module's `$m` and `$i`, and the getters of its exports once the module has passed them on.
  function makeScope(record) {
    let getters;
    let meta;
    const m = {
      __proto__: null,
      ready(exports) {
        getters = exports;
      },
      name(callee) {
        defineProperty(callee, "name", { __proto__: null, value: "default", configurable: true });
      },
      import(specifier, options) {
        return importDynamically(record, specifier, options);
      },
      get meta() {
        return (meta ??= makeMeta(record));
      },
      // A module has no `arguments`, but the function around it does.
      get arguments() {
        if (!("arguments" in global)) throw new errors.ReferenceError("Can't find variable: arguments");
        return global.arguments;
      },
      get argumentsIfAny() {
        return global.arguments;
      },
    };
    return { __proto__: null, m, i: { __proto__: null }, getGetters: () => getters };
  }

  // The exotic object of https://tc39.es/ecma262/#sec-module-namespace-exotic-objects. The proxy's target has the same
  // properties, because the engine checks the results of traps against it.
  function makeNamespace(names, getters) {
    const target = { __proto__: null };
    const keys = { __proto__: null, length: names.length + 1 };
    for (let index = 0; index < names.length; index += 1) {
      keys[index] = names[index];
      defineProperty(target, names[index], { __proto__: null, value: undefined, writable: true, enumerable: true });
    }
    keys[names.length] = toStringTag;
    defineProperty(target, toStringTag, { __proto__: null, value: "Module" });
    preventExtensions(target);

    function describe(key) {
      if (typeof key === "symbol") return getOwnPropertyDescriptor(target, key);
      const getter = getters[key];
      if (getter === undefined) return undefined;
      return { __proto__: null, value: getter(), writable: true, enumerable: true, configurable: false };
    }

    return new TheProxy(target, {
      __proto__: null,
      get(_, key) {
        if (typeof key === "symbol") return target[key];
        const getter = getters[key];
        return getter === undefined ? undefined : getter();
      },
      has: (_, key) => key in target,
      set: () => false,
      getOwnPropertyDescriptor: (_, key) => describe(key),
      defineProperty(_, key, wanted) {
        if (typeof key === "symbol") return defineProperty(target, key, wanted);
        const current = describe(key);
        if (current === undefined || wanted.configurable === true || wanted.enumerable === false) return false;
        if ("get" in wanted || "set" in wanted || wanted.writable === false) return false;
        return !("value" in wanted) || is(wanted.value, current.value);
      },
      deleteProperty: (_, key) => typeof key === "symbol" ? deleteProperty(target, key) : getters[key] === undefined,
      ownKeys: () => keys,
      getPrototypeOf: () => null,
      setPrototypeOf: (_, prototype) => prototype === null,
      isExtensible: () => false,
      preventExtensions: () => true,
    });
  }

  return {
    __proto__: null,
    makeScope, makeNamespace,
    // The function behind `import()` in a script. `url` is the script's.
    importFromScript: (url, specifier, options) => importDynamically(url, specifier, options),
    defineImport(object, name, get) {
      defineProperty(object, name, { __proto__: null, get, enumerable: true });
    },
    getterOf: (value) => () => value,
    makeError(name, message, code) {
      const error = new errors[name](message);
      if (code !== undefined) define(error, "code", code, true);
      return error;
    },
    // Like the engine's own syntax error, it has its place as properties. It has no stack, which would be that of the
    // importing code.
    makeSyntaxError(message, url, line, column) {
      const error = new errors.SyntaxError(message);
      deleteProperty(error, "stack");
      define(error, "line", line, false);
      define(error, "column", column, false);
      define(error, "sourceURL", url, false);
      return error;
    },
    // Calls one of the functions when a promise is settled. `promise` always belongs to this realm.
    async whenSettled(promise, fulfilled, rejected) {
      let value;
      try {
        value = await promise;
      } catch (reason) {
        rejected(reason);
        return;
      }
      fulfilled(value);
    },
    // Calls the resolver, a function of the other side. Returns a promise.
    ask: (resolver, specifier, referrer, attributes) => resolver({ __proto__: null, specifier, referrer, attributes }),
    makePromise: (start) => new ThePromise(start),
    parseJSON: (text) => parseJSON(text),
  };
})
