// Evaluated in the user's realm before any user code. Gives the pristine realm what it needs to make values that belong
// to the user's realm: the original constructors, and helpers whose functions, promises and errors are native to that
// realm. After this file has run, nothing in it looks up a name, so user code cannot patch it.
(function (callHost, callHostAsync, settle, callInspect) {
  "use strict";
  const { apply, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
  const { hasOwn } = Object;
  const { freeze } = Object;
  const ThePromise = Promise;
  const TheWebAssembly = WebAssembly;

  const errors = {
    __proto__: null,
    Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError, AggregateError,
  };
  const typedArrays = {
    __proto__: null,
    Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
    Float16Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView,
  };

  function withLength(callee, length) {
    defineProperty(callee, "length", { __proto__: null, value: length, configurable: true });
    return callee;
  }

  // A method, because it must not be a constructor or have a `prototype`.
  function makeHostFunction(name, length, handle) {
    const holder = {
      [name](...args) {
        return callHost(handle, this, args);
      },
    };
    return withLength(holder[name], length);
  }

  // An exception of callHostAsync while it sends the call rejects the promise.
  function makeAsyncHostFunction(name, length, handle) {
    const holder = {
      [name](...args) {
        return new ThePromise((resolve, reject) => {
          callHostAsync(handle, this, args, resolve, reject);
        });
      },
    };
    return withLength(holder[name], length);
  }

  // `Function.prototype.toString`, except that it shows a host function as a native one.
  const { toString: sourceOf } = Function.prototype;
  const hostSource = apply(sourceOf, makeHostFunction("", 0), []);
  const asyncHostSource = apply(sourceOf, makeAsyncHostFunction("", 0), []);
  const { toString } = {
    toString() {
      const source = apply(sourceOf, this, []);
      if (source !== hostSource && source !== asyncHostSource && this !== toString) return source;
      const descriptor = getOwnPropertyDescriptor(this, "name");
      const name = descriptor !== undefined && hasOwn(descriptor, "value") ? descriptor.value : "";
      return `function ${typeof name === "string" ? name : ""}() {\n    [native code]\n}`;
    },
  };
  defineProperty(Function.prototype, "toString", { __proto__: null, value: toString });

  // The language's own `await`: thenables, subclasses and a patched `then` behave as the language says. `settle` gets
  // the token, whether the promise was fulfilled, and the value or reason.
  async function awaitValue(value, token) {
    let result;
    try {
      result = await value;
    } catch (reason) {
      settle(token, false, reason);
      return;
    }
    settle(token, true, result);
  }

  // Passes on any receiver, including `undefined`. The engine's own call replaces that by the global object.
  function call(callee, receiver, args) {
    return apply(callee, receiver, args);
  }

  // The function `inspect` that a `Symbol.for('nodejs.util.inspect.custom')` method gets.
  const { inspect } = {
    inspect(value, options) {
      return callInspect(value, options);
    },
  };
  defineProperty(inspect, "custom", { __proto__: null, value: Symbol.for("nodejs.util.inspect.custom"), enumerable: true });

  function stylize(text) {
    return `${text}`;
  }

  function makeInspectOptions({
    breakLength, colors, compact, customInspect, depth, getters, maxArrayLength, maxStringLength, numericSeparator,
    showHidden, showProxy, sorted,
  }) {
    return {
      breakLength, colors, compact, customInspect, depth, getters, maxArrayLength, maxStringLength, numericSeparator,
      showHidden, showProxy, sorted, stylize,
    };
  }

  function makeError(name, message) {
    return new errors[name](message);
  }

  // Makes WebAssembly refuse to compile, with V8's message. `validate` stays, as in Node.
  function forbidWasm() {
    const { Module, CompileError } = TheWebAssembly;
    const makeRefusal = () => new CompileError("WebAssembly.Module(): Wasm code generation disallowed by embedder");
    const replacements = {
      __proto__: null,
      Module: function Module() {
        throw makeRefusal();
      },
      async compile() {
        throw makeRefusal();
      },
      async instantiate() {
        throw makeRefusal();
      },
    };
    for (const name of ownKeys(Module)) defineProperty(replacements.Module, name, getOwnPropertyDescriptor(Module, name));
    defineProperty(Module.prototype, "constructor", { __proto__: null, value: replacements.Module });
    for (const name of ["Module", "compile", "instantiate"]) {
      defineProperty(TheWebAssembly, name, { __proto__: null, value: replacements[name] });
    }
    for (const name of ["compileStreaming", "instantiateStreaming"]) delete TheWebAssembly[name];
  }

  const global = globalThis;
  const watched = { __proto__: null }; // name → the getter that replaces it

  // Makes an assignment of a built-in add a property to the sandbox, as in Node, even if the value stays the same.
  // `names` is only read by index, and all descriptors here have no prototype, so that user code cannot interfere.
  function watchAssignments(names) {
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index];
      const descriptor = getOwnPropertyDescriptor(global, name);
      if (descriptor === undefined || !descriptor.configurable || descriptor.writable !== true) continue;
      if (descriptor.enumerable) continue;
      const { value } = descriptor;
      const accessor = {
        get() {
          return value;
        },
        set(assigned) {
          defineProperty(this ?? global, name, {
            __proto__: null, value: assigned, writable: true, enumerable: true, configurable: true,
          });
        },
      };
      watched[name] = accessor.get;
      defineProperty(global, name, { __proto__: null, get: accessor.get, set: accessor.set });
    }
  }

  // Restores the built-ins that were not assigned.
  function endWatch(names) {
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index];
      const descriptor = getOwnPropertyDescriptor(global, name);
      if (descriptor === undefined || descriptor.get === undefined || descriptor.get !== watched[name]) continue;
      defineProperty(global, name, { __proto__: null, value: apply(descriptor.get, undefined, []), writable: true });
    }
  }

  return freeze({
    __proto__: null,
    globalThis,
    arrayPrototype: Array.prototype,
    objectPrototype: Object.prototype,
    ArrayBuffer, Date, Map, RangeError, RegExp, Set,
    errors: freeze(errors),
    typedArrays: freeze(typedArrays),
    makeHostFunction, makeAsyncHostFunction, awaitValue, call, inspect, makeInspectOptions, makeError, forbidWasm,
    watchAssignments, endWatch,
  });
})
