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
  let cancelledCount = 0; // how many cleared timers are in the heap
  let referencedCount = 0; // how many pending timers and immediates keep a run going
  const byID = new Map();
  const { get: mapGet, set: mapSet, delete: mapDelete } = Map.prototype;
  let immediates = { __proto__: null };
  let firstImmediate = 0;
  let endOfImmediates = 0;
  let pass; // { time, endOfImmediates } during a pass

  function isBefore(one, other) {
    return one.due < other.due || (one.due === other.due && one.number < other.number);
  }

  function rise(from, entry) {
    let index = from;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent])) break;
      heap[index] = heap[parent];
      index = parent;
    }
    heap[index] = entry;
  }

  function sink(from, entry) {
    let index = from;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heapSize) break;
      if (child + 1 < heapSize && isBefore(heap[child + 1], heap[child])) child += 1;
      if (!isBefore(heap[child], entry)) break;
      heap[index] = heap[child];
      index = child;
    }
    heap[index] = entry;
  }

  function push(entry) {
    heapSize += 1;
    rise(heapSize - 1, entry);
  }

  function pop() {
    const first = heap[0];
    heapSize -= 1;
    const last = heap[heapSize];
    delete heap[heapSize];
    if (heapSize > 0) sink(0, last);
    return first;
  }

  // Removes cleared timers from the heap. They stay there until they outnumber the others.
  function compact() {
    const old = heap;
    const oldSize = heapSize;
    heap = { __proto__: null };
    heapSize = 0;
    for (let index = 0; index < oldSize; index += 1) {
      if (old[index].isPending) push(old[index]);
      else old[index].isInHeap = false;
    }
    cancelledCount = 0;
  }

  function peek() {
    while (heapSize > 0 && !heap[0].isPending) {
      pop().isInHeap = false;
      cancelledCount -= 1;
    }
    return heapSize > 0 ? heap[0] : undefined;
  }

  // `state` is the inside of a timer. Scripts have its handle.
  function schedule(state) {
    lastNumber += 1;
    const entry = {
      __proto__: null, due: floor(now()) + state.delay, number: lastNumber, state, isPending: true, isInHeap: true,
    };
    state.entry = entry;
    if (state.isReferenced) referencedCount += 1;
    push(entry);
  }

  function unschedule(state) {
    const { entry } = state;
    if (entry === undefined || !entry.isPending) return;
    entry.isPending = false;
    if (state.isReferenced) referencedCount -= 1;
    if (!entry.isInHeap) return;
    cancelledCount += 1;
    if (cancelledCount > 1000 && cancelledCount * 2 > heapSize) compact();
  }

  // Adds `ref`, `unref` and `hasRef`, which both kinds of handles have.
  function addReferences(prototype, stateOf) {
    const methods = {
      ref() {
        stateOf(this).refer(true);
        return this;
      },
      unref() {
        stateOf(this).refer(false);
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
        if (#state in value) value.#state.clear();
      } else if (typeof value === "number" || typeof value === "string") {
        apply(mapGet, byID, [+value])?.clear();
      }
    }
    static stateOf(timeout) {
      return timeout.#state;
    }

    refresh() {
      const state = this.#state;
      if (state.isCleared) return this;
      unschedule(state);
      schedule(state);
      return this;
    }
    close() {
      this.#state.clear();
      return this;
    }
    // Once a script has the timer's number, that clears it, too.
    [Symbol.toPrimitive]() {
      const state = this.#state;
      if (!state.isCleared) apply(mapSet, byID, [state.id, state]);
      return state.id;
    }
    [Symbol.dispose ?? Symbol("Symbol.dispose")]() {
      this.#state.clear();
    }
  }
  const { clear } = Timeout;
  addReferences(Timeout.prototype, Timeout.stateOf);
  delete Timeout.clear;
  delete Timeout.stateOf;

  class Immediate {
    #state;

    constructor(state) {
      this.#state = state;
    }

    static clear(value) {
      if (typeof value === "object" && value !== null && #state in value) value.#state.clear();
    }
    static stateOf(immediate) {
      return immediate.#state;
    }
  }
  const clearImmediateState = Immediate.clear;
  addReferences(Immediate.prototype, Immediate.stateOf);
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
    const state = {
      __proto__: null, callback, args, delay, isRepeated, isReferenced: true, isCleared: false, entry: undefined,
      id: lastNumber + 1, handle: undefined,
      clear() {
        unschedule(state);
        state.isCleared = true;
        apply(mapDelete, byID, [state.id]);
      },
      refer(isReferenced) {
        if (state.isReferenced === isReferenced) return;
        state.isReferenced = isReferenced;
        if (state.entry.isPending) referencedCount += isReferenced ? 1 : -1;
      },
    };
    schedule(state);
    state.handle = new Timeout(state);
    return state.handle;
  }

  function fire(entry) {
    const { state } = entry;
    entry.isPending = false;
    entry.isInHeap = false;
    if (state.isReferenced) referencedCount -= 1;
    try {
      apply(state.callback, state.handle, state.args);
    } finally {
      // The callback may have refreshed the timer.
      if (state.isRepeated && !state.isCleared && !state.entry.isPending) schedule(state);
      else if (!state.entry.isPending) apply(mapDelete, byID, [state.id]);
    }
  }

  function makeImmediate(callback, args) {
    checkCallback(callback);
    const state = {
      __proto__: null, callback, args, isReferenced: true, isPending: true, handle: undefined,
      clear() {
        if (!state.isPending) return;
        state.isPending = false;
        if (state.isReferenced) referencedCount -= 1;
      },
      refer(isReferenced) {
        if (state.isReferenced === isReferenced) return;
        state.isReferenced = isReferenced;
        if (state.isPending) referencedCount += isReferenced ? 1 : -1;
      },
    };
    referencedCount += 1;
    immediates[endOfImmediates] = state;
    endOfImmediates += 1;
    state.handle = new Immediate(state);
    return state.handle;
  }

  function nextImmediate(end) {
    while (firstImmediate < end) {
      const state = immediates[firstImmediate];
      delete immediates[firstImmediate];
      firstImmediate += 1;
      if (state.isPending) return state;
    }
    return undefined;
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
      clearImmediateState(immediate);
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
      // Runs one callback that is due: first timers, then the immediates that existed when no timer was due any more.
      // Returns false at the end of a pass. Microtasks run between callbacks, because the worker makes a separate call
      // for each.
      step() {
        pass ??= { __proto__: null, time: now(), endOfImmediates: undefined };
        if (pass.endOfImmediates === undefined) {
          const first = peek();
          if (first !== undefined && first.due <= pass.time) {
            fire(pop());
            return true;
          }
          pass.endOfImmediates = endOfImmediates;
        }
        const state = nextImmediate(pass.endOfImmediates);
        if (state === undefined) {
          pass = undefined;
          return false;
        }
        state.isPending = false;
        if (state.isReferenced) referencedCount -= 1;
        apply(state.callback, state.handle, state.args);
        return true;
      },
      // Returns the milliseconds until something is due, 0 if that is now, or -1 if nothing keeps a run going.
      wait() {
        if (referencedCount === 0) return -1;
        if (firstImmediate < endOfImmediates) return 0;
        const first = peek();
        if (first === undefined) return -1;
        const time = first.due - now();
        return time > 0 ? time : 0;
      },
    },
  };
})
