// Evaluated in the user's realm before any user code. Hands the pristine realm what it needs to make values that
// belong to the user's realm: constructors as they were, and helpers whose functions, promises and errors are native
// to that realm. Nothing here looks a name up after this file has run, so user code can patch none of it.
(function (callHost, callHostAsync, settle, callInspect) {
  "use strict";
  const { apply, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
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

  // A method, so that it is no constructor and has no `prototype`.
  function makeHostFunction(name, length, handle) {
    const holder = {
      [name](...args) {
        return callHost(handle, this, args);
      },
    };
    return withLength(holder[name], length);
  }

  // What callHost throws while it sends the call rejects the promise.
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

  // The one true `await`: thenables, subclasses and a patched `then` behave as the language says. `settle` is told
  // the token, whether the promise was fulfilled, and with what.
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

  // A call that hands on any receiver, `undefined` too; the engine's own call takes that for the global object.
  function call(callee, receiver, args) {
    return apply(callee, receiver, args);
  }

  // What a `Symbol.for('nodejs.util.inspect.custom')` is called with.
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

  // WebAssembly compiles no more; what V8 says then is said. `validate` stays, as in Node.
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
  const watched = { __proto__: null }; // name → the getter that stands for it

  // Makes an assignment of a built-in a property of the sandbox, as Node has it, also where the value stays the same.
  // `names` are looked at by index alone, and what is defined here is defined without a prototype.
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

  // Puts back what was not assigned.
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
