// Reads what only the memory of an object shows: the state of a promise, the position of an iterator, the handler of a
// proxy.
//
// The engine has no public API for these. `host.word(object, index)` returns a 64-bit word of the object's cell as 16
// hexadecimal digits, and `host.wordValue(object, index)` the value that the word encodes. The positions of the words
// are found from samples. A word that the samples do not confirm is never read, and counts as unknown.

(function (host) {
  "use strict";

  const { word, wordValue } = host;
  const { apply } = Reflect;

  // The first two words of a cell are its header and its out-of-line properties.
  const firstSlot = 2;
  const slotCount = 4;
  const integerTag = "fffe";

  function slots(object) {
    const words = [];
    for (let index = firstSlot; index < firstSlot + slotCount; index += 1) words.push(word(object, index));
    return words;
  }

  /** The word that encodes `value`, read from a property that is stored inside its object. */
  function encoding(value) {
    return word({ value }, firstSlot);
  }

  function slotOf(object, value) {
    const found = slots(object).indexOf(encoding(value));
    return found === -1 ? undefined : found + firstSlot;
  }

  const readable = encoding(1) === `${integerTag}000000000001` && encoding("1") !== encoding(1);

  // Proxies

  function findHandlerSlot() {
    const handler = {};
    const { proxy, revoke } = Proxy.revocable({}, handler);
    const slot = slotOf(proxy, handler);
    revoke();
    return slot !== undefined && word(proxy, slot) === encoding(null) ? slot : undefined;
  }

  const handlerSlot = readable ? findHandlerSlot() : undefined;

  /** The handler of `proxy`; null if it has been revoked, undefined if unknown. */
  function proxyHandler(proxy) {
    return handlerSlot === undefined ? undefined : wordValue(proxy, handlerSlot);
  }

  // Promises

  const statuses = ["pending", "fulfilled", "rejected"];

  function statusIn(flags) {
    return flags.startsWith(integerTag) ? statuses[Number.parseInt(flags.slice(-1), 16) & 3] : undefined;
  }

  function findPromiseSlots() {
    const value = {};
    const fulfilled = Promise.resolve(value);
    const rejected = Promise.reject(value);
    rejected.catch(() => {});
    const samples = [new Promise(() => {}), fulfilled, rejected];
    const result = slotOf(fulfilled, value);
    if (result === undefined || slotOf(rejected, value) !== result) return undefined;
    for (let status = firstSlot; status < firstSlot + slotCount; status += 1) {
      const confirmed = samples.every((sample, index) => statusIn(word(sample, status)) === statuses[index]);
      if (confirmed) return { status, result };
    }
    return undefined;
  }

  const promiseSlots = readable ? findPromiseSlots() : undefined;

  /** "pending", "fulfilled" or "rejected"; undefined if unknown. */
  function promiseStatus(promise) {
    return promiseSlots === undefined ? undefined : statusIn(word(promise, promiseSlots.status));
  }

  /** The value or reason of a settled promise. */
  function promiseResult(promise) {
    return wordValue(promise, promiseSlots.result);
  }

  // Iterators of maps and sets

  function iteration(prototype, sample) {
    const steps = Object.getPrototypeOf(prototype.entries.call(sample)).next;
    return {
      methods: [...new Set([prototype.keys, prototype.values, prototype.entries])],
      next: (iterator) => apply(steps, iterator, []),
    };
  }

  const collections = {
    MapIterator: { sample: new Map([[1, 2]]), ...iteration(Map.prototype, new Map()) },
    SetIterator: { sample: new Set([1]), ...iteration(Set.prototype, new Set()) },
  };

  /** Everything that is equal for two iterators at the same position of the same collection. */
  function place(iterator) {
    return slots(iterator).join();
  }

  function findCollectionSlot({ sample, methods, next }) {
    const fresh = () => methods.map((method) => apply(method, sample, []));
    const iterators = fresh();
    const places = iterators.map(place);
    if (fresh().some((iterator, index) => place(iterator) !== places[index])) return undefined;
    if (new Set(places).size !== methods.length) return undefined;
    const slot = slotOf(iterators[0], sample);
    next(iterators[0]);
    return place(iterators[0]) === places[0] ? undefined : slot;
  }

  for (const collection of Object.values(collections)) {
    collection.slot = readable ? findCollectionSlot(collection) : undefined;
  }

  /**
   * The items that the iterator of a map or set has not returned yet. The iterator itself is not moved: other iterators
   * of the same collection are moved to its position. `pairs`: whether the items are pairs of key and value. The result
   * is undefined if the position cannot be found.
   */
  function remaining(iterator, kind, most) {
    const { methods, next, slot } = collections[kind];
    if (slot === undefined) return undefined;
    const wanted = place(iterator);
    const source = wordValue(iterator, slot);
    const others = methods.map((method) => apply(method, source, []));
    for (let done = false; ; ) {
      const found = others.find((other) => place(other) === wanted);
      if (found !== undefined) {
        const items = [];
        let count = 0;
        for (let step = next(found); !step.done; step = next(found)) {
          if (count < most) items.push(step.value);
          count += 1;
        }
        return { items, count, pairs: found === others[others.length - 1] };
      }
      if (done) return undefined;
      for (const other of others) done = next(other).done;
    }
  }

  return { promiseResult, promiseStatus, proxyHandler, remaining };
})
