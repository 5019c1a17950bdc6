// Events and abort signals (https://dom.spec.whatwg.org/#events, #aborting-ongoing-activities). Event targets form no
// tree.
(function (host) {
  "use strict";
  const { DOMException, interfaces, now, startQuietly, reportError } = host;
  const TheTypeError = TypeError;
  const { defineProperty } = Object;
  const { min } = Math;
  const LONGEST_DELAY = 2 ** 31 - 1;

  function required(args, count, name) {
    if (args.length < count) throw new TheTypeError(`${name} needs ${count} argument${count === 1 ? "" : "s"}`);
  }

  const internals = Symbol("internals");

  class Event {
    #type;
    #init;
    #state = {
      target: null, current: null, phase: 0, stopped: false, stoppedAtOnce: false, canceled: false, passive: false,
    };
    #timeStamp = now();

    constructor(type, init = {}) {
      required(arguments, 1, "Event");
      this.#type = `${type}`;
      this.#init = { bubbles: !!init?.bubbles, cancelable: !!init?.cancelable, composed: !!init?.composed };
    }

    static [internals](event) {
      return #state in event ? event.#state : undefined;
    }
    static {
      interfaces.set(this.prototype, (object) => {
        if (!(#timeStamp in object)) return undefined;
        return {
          type: object.#type, defaultPrevented: object.#state.canceled, cancelable: object.#init.cancelable,
          timeStamp: object.#timeStamp,
        };
      });
    }

    get type() {
      return this.#type;
    }
    get target() {
      return this.#state.target;
    }
    get srcElement() {
      return this.#state.target;
    }
    get currentTarget() {
      return this.#state.current;
    }
    get eventPhase() {
      return this.#state.phase;
    }
    get bubbles() {
      return this.#init.bubbles;
    }
    get cancelable() {
      return this.#init.cancelable;
    }
    get composed() {
      return this.#init.composed;
    }
    get defaultPrevented() {
      return this.#state.canceled;
    }
    get returnValue() {
      return !this.#state.canceled;
    }
    get cancelBubble() {
      return this.#state.stopped;
    }
    set cancelBubble(value) {
      if (value) this.#state.stopped = true;
    }
    get timeStamp() {
      return this.#timeStamp;
    }
    get isTrusted() {
      return false;
    }
    composedPath() {
      return this.#state.current === null ? [] : [this.#state.current];
    }
    preventDefault() {
      if (this.#init.cancelable && !this.#state.passive) this.#state.canceled = true;
    }
    stopPropagation() {
      this.#state.stopped = true;
    }
    stopImmediatePropagation() {
      this.#state.stopped = true;
      this.#state.stoppedAtOnce = true;
    }
  }
  const stateOf = Event[internals];
  delete Event[internals];
  for (const [name, value] of [["NONE", 0], ["CAPTURING_PHASE", 1], ["AT_TARGET", 2], ["BUBBLING_PHASE", 3]]) {
    for (const holder of [Event, Event.prototype]) {
      defineProperty(holder, name, { __proto__: null, value, enumerable: true });
    }
  }

  class CustomEvent extends Event {
    #detail;

    constructor(type, init = {}) {
      required(arguments, 1, "CustomEvent");
      super(type, init);
      this.#detail = init?.detail ?? null;
    }
    get detail() {
      return this.#detail;
    }
  }

  function flatten(options) {
    if (typeof options === "boolean") return { capture: options, once: false, passive: false, signal: undefined };
    return {
      capture: !!options?.capture, once: !!options?.once, passive: !!options?.passive, signal: options?.signal,
    };
  }

  class EventTarget {
    #listeners = [];

    addEventListener(type, callback, options = {}) {
      required(arguments, 2, "addEventListener");
      const { capture, once, passive, signal } = flatten(options);
      if (signal !== undefined && !(signal instanceof AbortSignal)) {
        throw new TheTypeError("The signal option must be an AbortSignal");
      }
      if (callback !== undefined && typeof callback !== "object" && typeof callback !== "function") {
        throw new TheTypeError("The listener must be a function or an object");
      }
      if (callback === null || callback === undefined || signal?.aborted) return;
      const name = `${type}`;
      for (const one of this.#listeners) {
        if (one.type === name && one.callback === callback && one.capture === capture) return;
      }
      const listener = { type: name, callback, capture, once, passive, isRemoved: false };
      this.#listeners = [...this.#listeners, listener];
      if (signal !== undefined) addAbortAlgorithm(signal, () => this.#remove(listener));
    }

    removeEventListener(type, callback, options = {}) {
      required(arguments, 2, "removeEventListener");
      const { capture } = flatten(options);
      const name = `${type}`;
      for (const one of this.#listeners) {
        if (one.type === name && one.callback === callback && one.capture === capture) {
          this.#remove(one);
          return;
        }
      }
    }

    #remove(listener) {
      listener.isRemoved = true;
      this.#listeners = this.#listeners.filter((one) => one !== listener);
    }

    dispatchEvent(event) {
      required(arguments, 1, "dispatchEvent");
      const state = typeof event === "object" && event !== null ? stateOf(event) : undefined;
      if (state === undefined) throw new TheTypeError("The argument must be an Event");
      if (state.phase !== 0) throw new DOMException("The event is already being dispatched", "InvalidStateError");
      state.target = this;
      state.current = this;
      state.phase = 2;
      for (const isCapture of [true, false]) {
        for (const listener of this.#listeners) {
          if (listener.type !== event.type || listener.capture !== isCapture || listener.isRemoved) continue;
          if (state.stoppedAtOnce) break;
          if (listener.once) this.#remove(listener);
          state.passive = listener.passive;
          try {
            if (typeof listener.callback === "function") listener.callback.call(this, event);
            else listener.callback.handleEvent(event);
          } catch (error) {
            reportError(error);
          }
          state.passive = false;
        }
      }
      state.current = null;
      state.phase = 0;
      state.stopped = false;
      state.stoppedAtOnce = false;
      return !state.canceled;
    }
  }

  const key = Symbol("AbortSignal");

  class AbortSignal extends EventTarget {
    #reason = undefined;
    #isAborted = false;
    #algorithms = [];
    #dependents = [];
    #sources = [];
    #onabort = null;

    static {
      interfaces.set(this.prototype, (object) => (#onabort in object ? { aborted: object.#isAborted } : undefined));
    }

    constructor(token) {
      if (token !== key) throw new TheTypeError("Illegal constructor");
      super();
    }

    static [internals] = {
      abort(signal, reason) {
        if (signal.#isAborted) return;
        const all = [signal];
        for (const dependent of signal.#dependents) {
          if (!dependent.#isAborted) all.push(dependent);
        }
        const error = reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason;
        for (const one of all) {
          one.#isAborted = true;
          one.#reason = error;
        }
        for (const one of all) {
          const algorithms = one.#algorithms;
          one.#algorithms = [];
          for (const algorithm of algorithms) algorithm();
          one.dispatchEvent(new Event("abort"));
        }
      },
      add(signal, algorithm) {
        signal.#algorithms = [...signal.#algorithms, algorithm];
      },
      link(signal, sources) {
        for (const source of sources) {
          const roots = source.#sources.length > 0 ? source.#sources : [source];
          for (const root of roots) {
            if (signal.#sources.includes(root)) continue;
            signal.#sources = [...signal.#sources, root];
            root.#dependents = [...root.#dependents, signal];
          }
        }
      },
    };

    static abort(reason = undefined) {
      const signal = new AbortSignal(key);
      signal.#isAborted = true;
      signal.#reason = reason === undefined ? new DOMException("This operation was aborted", "AbortError") : reason;
      return signal;
    }
    static timeout(milliseconds) {
      required(arguments, 1, "AbortSignal.timeout");
      const delay = +milliseconds;
      if (!(delay >= 0 && delay <= Number.MAX_SAFE_INTEGER)) {
        throw new TheTypeError("The delay must be a number of milliseconds from 0 on");
      }
      const signal = new AbortSignal(key);
      // A longer delay would count as 1 ms.
      startQuietly(() => {
        abort(signal, new DOMException("The operation was aborted due to timeout", "TimeoutError"));
      }, min(delay, LONGEST_DELAY));
      return signal;
    }
    static any(signals) {
      required(arguments, 1, "AbortSignal.any");
      const list = [...signals];
      for (const one of list) {
        if (!(one instanceof AbortSignal)) throw new TheTypeError("The signals must be AbortSignals");
      }
      const aborted = list.find((one) => one.#isAborted);
      if (aborted !== undefined) return AbortSignal.abort(aborted.#reason);
      const signal = new AbortSignal(key);
      link(signal, list);
      return signal;
    }

    get aborted() {
      return this.#isAborted;
    }
    get reason() {
      return this.#reason;
    }
    throwIfAborted() {
      if (this.#isAborted) throw this.#reason;
    }
    get onabort() {
      return this.#onabort;
    }
    set onabort(handler) {
      if (this.#onabort !== null) this.removeEventListener("abort", this.#onabort);
      this.#onabort = typeof handler === "function" ? handler : null;
      if (this.#onabort !== null) this.addEventListener("abort", this.#onabort);
    }
  }
  const { abort, add: addAbortAlgorithm, link } = AbortSignal[internals];
  delete AbortSignal[internals];

  class AbortController {
    #signal = new AbortSignal(key);

    static {
      interfaces.set(this.prototype, (object) => (#signal in object ? { signal: object.#signal } : undefined));
    }

    get signal() {
      return this.#signal;
    }
    abort(reason = undefined) {
      abort(this.#signal, reason);
    }
  }

  return {
    globals: { Event, CustomEvent, EventTarget, AbortSignal, AbortController, DOMException },
    addAbortAlgorithm,
  };
})
