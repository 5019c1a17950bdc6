// setTimeout and related functions, as in Node. The worker's loop calls `step` as long as a run waits.
(function (host) {
  "use strict";
  const { now } = host;
  const { defineProperty } = Object;
  const TheTypeError = TypeError;
  const ThePromise = Promise;
  const { then } = Promise.prototype;
  const { apply } = Reflect;
  const { floor, trunc } = Math;
  const LONGEST_DELAY = 2 ** 31 - 1;

  let lastNumber = 0;
  let heap = { __proto__: null }; // a binary heap by due time and number; an array could have a script's setters
  let heapSize = 0;
  let referencedCount = 0; // how many pending timers and immediates keep a run going
  const byID = new Map(); // the timers whose number a script has
  const { get: mapGet, set: mapSet, delete: mapDelete } = Map.prototype;
  let firstImmediate; // the pending immediates are a list, linked by `next`
  let lastImmediate;
  let pass; // { time, lastImmediate } during a pass

  function isBefore(one, other) {
    return one.due < other.due || (one.due === other.due && one.number < other.number);
  }

  function place(timer, index) {
    heap[index] = timer;
    timer.index = index;
  }

  function rise(timer, from) {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(timer, heap[parent])) break;
      place(heap[parent], index);
      index = parent;
    }
    place(timer, index);
  }

  function sink(timer, from) {
    let index = from;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heapSize) break;
      if (child + 1 < heapSize && isBefore(heap[child + 1], heap[child])) child += 1;
      if (!isBefore(heap[child], timer)) break;
      place(heap[child], index);
      index = child;
    }
    place(timer, index);
  }

  function removeFromHeap(timer) {
    const { index } = timer;
    timer.index = -1;
    heapSize -= 1;
    const last = heap[heapSize];
    heap[heapSize] = undefined;
    if (heapSize === 0) heap = { __proto__: null };
    if (last === timer) return;
    if (index > 0 && isBefore(last, heap[(index - 1) >> 1])) rise(last, index);
    else sink(last, index);
  }

  function isPending(timer) {
    return timer.index >= 0;
  }

  function schedule(timer) {
    lastNumber += 1;
    timer.number = lastNumber;
    timer.due = floor(now()) + timer.delay;
    if (timer.isReferenced) referencedCount += 1;
    heapSize += 1;
    rise(timer, heapSize - 1);
  }

  function unschedule(timer) {
    if (!isPending(timer)) return;
    removeFromHeap(timer);
    if (timer.isReferenced) referencedCount -= 1;
  }

  function clearTimer(timer) {
    unschedule(timer);
    timer.isCleared = true;
    forgetID(timer);
  }

  function forgetID(timer) {
    if (timer.hasID) apply(mapDelete, byID, [timer.id]);
    timer.hasID = false;
  }

  function unscheduleImmediate(immediate) {
    if (!immediate.isPending) return;
    immediate.isPending = false;
    if (immediate.isReferenced) referencedCount -= 1;
  }

  // Adds `ref`, `unref` and `hasRef`, which both kinds of handles have. A handle is what scripts have; its state is the
  // timer or the immediate itself.
  function addReferences(prototype, stateOf, isPending) {
    function refer(state, isReferenced) {
      if (state.isReferenced === isReferenced) return;
      state.isReferenced = isReferenced;
      if (isPending(state)) referencedCount += isReferenced ? 1 : -1;
    }
    const methods = {
      ref() {
        refer(stateOf(this), true);
        return this;
      },
      unref() {
        refer(stateOf(this), false);
        return this;
      },
      hasRef() {
        return stateOf(this).isReferenced;
      },
    };
    for (const name of ["ref", "unref", "hasRef"]) {
      defineProperty(prototype, name, { __proto__: null, value: methods[name], writable: true, configurable: true });
    }
  }

  class Timeout {
    #state;

    constructor(state) {
      this.#state = state;
    }

    static clear(value) {
      if (typeof value === "object" && value !== null) {
        if (#state in value) clearTimer(value.#state);
      } else if (typeof value === "number" || typeof value === "string") {
        const timer = apply(mapGet, byID, [+value]);
        if (timer !== undefined) clearTimer(timer);
      }
    }
    static stateOf(timeout) {
      return timeout.#state;
    }

    refresh() {
      const timer = this.#state;
      if (timer.isCleared) return this;
      unschedule(timer);
      schedule(timer);
      return this;
    }
    close() {
      clearTimer(this.#state);
      return this;
    }
    // Once a script has the timer's number, that clears it, too.
    [Symbol.toPrimitive]() {
      const timer = this.#state;
      if (isPending(timer) || (timer.isRepeated && !timer.isCleared)) {
        apply(mapSet, byID, [timer.id, timer]);
        timer.hasID = true;
      }
      return timer.id;
    }
    [Symbol.dispose ?? Symbol("Symbol.dispose")]() {
      clearTimer(this.#state);
    }
  }
  const { clear } = Timeout;
  addReferences(Timeout.prototype, Timeout.stateOf, isPending);
  delete Timeout.clear;
  delete Timeout.stateOf;

  class Immediate {
    #state;

    constructor(state) {
      this.#state = state;
    }

    static clear(value) {
      if (typeof value === "object" && value !== null && #state in value) unscheduleImmediate(value.#state);
    }
    static stateOf(immediate) {
      return immediate.#state;
    }
  }
  const { clear: clearByHandle } = Immediate;
  addReferences(Immediate.prototype, Immediate.stateOf, (immediate) => immediate.isPending);
  delete Immediate.clear;
  delete Immediate.stateOf;

  function checkCallback(callback) {
    if (typeof callback === "function") return;
    const kind = callback === null ? "null" : typeof callback;
    const error = new TheTypeError(`The "callback" argument must be of type function. Received ${kind}`);
    defineProperty(error, "code", {
      __proto__: null, value: "ERR_INVALID_ARG_TYPE", writable: true, enumerable: true, configurable: true,
    });
    throw error;
  }

  function makeTimer(callback, wait, args, isRepeated) {
    checkCallback(callback);
    let delay = trunc(+wait);
    if (!(delay >= 1 && delay <= LONGEST_DELAY)) delay = 1;
    const timer = {
      __proto__: null, callback, args, delay, isRepeated, isReferenced: true, isCleared: false, hasID: false,
      id: lastNumber + 1, number: 0, due: 0, index: -1, handle: undefined,
    };
    schedule(timer);
    timer.handle = new Timeout(timer);
    return timer.handle;
  }

  function fire(timer) {
    unschedule(timer);
    try {
      apply(timer.callback, timer.handle, timer.args);
    } finally {
      // The callback may have refreshed the timer.
      if (!isPending(timer)) {
        if (timer.isRepeated && !timer.isCleared) schedule(timer);
        else forgetID(timer);
      }
    }
  }

  function makeImmediate(callback, args) {
    checkCallback(callback);
    const immediate = {
      __proto__: null, callback, args, isReferenced: true, isPending: true, next: undefined, handle: undefined,
    };
    referencedCount += 1;
    if (firstImmediate === undefined) firstImmediate = immediate;
    else lastImmediate.next = immediate;
    lastImmediate = immediate;
    immediate.handle = new Immediate(immediate);
    return immediate.handle;
  }

  // Takes the first immediate, up to the last one of this pass, that has not been cleared.
  function takeImmediate() {
    while (firstImmediate !== undefined && pass.lastImmediate !== undefined) {
      const immediate = firstImmediate;
      firstImmediate = immediate.next;
      if (firstImmediate === undefined) lastImmediate = undefined;
      if (immediate === pass.lastImmediate) pass.lastImmediate = undefined;
      if (immediate.isPending) return immediate;
    }
    return undefined;
  }

  function timeUntilDue(time) {
    if (firstImmediate !== undefined) return 0;
    if (heapSize === 0) return Infinity;
    const wait = heap[0].due - time;
    return wait > 0 ? wait : 0;
  }

  const resolved = ThePromise.resolve();

  const functions = {
    setTimeout(callback, delay = undefined, ...args) {
      return makeTimer(callback, delay, args, false);
    },
    clearTimeout(timer) {
      clear(timer);
    },
    setInterval(callback, delay = undefined, ...args) {
      return makeTimer(callback, delay, args, true);
    },
    clearInterval(timer) {
      clear(timer);
    },
    setImmediate(callback, ...args) {
      return makeImmediate(callback, args);
    },
    clearImmediate(immediate) {
      clearByHandle(immediate);
    },
    queueMicrotask(callback) {
      checkCallback(callback);
      apply(then, resolved, [() => void callback()]);
    },
  };

  return {
    globals: functions,
    handles: [Timeout, Immediate],
    // For the other globals: starts a timer that does not keep a run going.
    startQuietly(callback, delay) {
      return makeTimer(callback, delay, [], false).unref();
    },
    loop: {
      __proto__: null,
      // Runs one callback that is due at `time`: first timers, then the immediates that existed when no timer was due
      // any more. Returns NaN if it has run one. Microtasks run between callbacks, because the worker makes a separate
      // call for each. At the end of such a pass, returns the milliseconds until something is due, or Infinity if
      // nothing is pending. If nothing that is pending keeps a run going, returns -1 less that.
      step(time) {
        pass ??= { __proto__: null, time, isOfImmediates: false, lastImmediate: undefined };
        if (!pass.isOfImmediates) {
          if (heapSize > 0 && heap[0].due <= pass.time) {
            fire(heap[0]);
            return NaN;
          }
          pass.isOfImmediates = true;
          pass.lastImmediate = lastImmediate;
        }
        const immediate = takeImmediate();
        if (immediate !== undefined) {
          unscheduleImmediate(immediate);
          apply(immediate.callback, immediate.handle, immediate.args);
          return NaN;
        }
        pass = undefined;
        const wait = timeUntilDue(time);
        return referencedCount > 0 ? wait : -1 - wait;
      },
    },
  };
})
