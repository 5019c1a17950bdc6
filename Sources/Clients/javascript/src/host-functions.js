import { HostFunction } from "./values.js";

/** The functions that the supervisor knows by their ids, and the places where they were put. */
export class HostFunctions {
  #functions = new Map();
  #ids = new Map();
  #last = 0;

  get size() {
    return this.#functions.size;
  }

  get(id) {
    return this.#functions.get(id)?.body;
  }

  /** Keeps a function as long as one of its places is there. Returns its encoding. */
  add(given, place) {
    let id = this.#ids.get(given);
    if (id === undefined) {
      id = `client${++this.#last}`;
      this.#ids.set(given, id);
      const { body, name, async } = given instanceof HostFunction ? given : new HostFunction(given);
      this.#functions.set(id, { given, body, name, async, places: new Set() });
    }
    const { name, async, places } = this.#functions.get(id);
    places.add(place);
    const value = { name: String(name), handle: id };
    return async ? { $type: "function", value, async: true } : { $type: "function", value };
  }

  /** What is in one place is in another, too. */
  copy(place, other) {
    for (const { places } of this.#functions.values()) {
      if (places.has(place)) places.add(other);
    }
  }

  /** A place is gone, and with it the functions that are nowhere else. */
  leave(place) {
    for (const [id, { given, places }] of this.#functions) {
      places.delete(place);
      if (places.size > 0) continue;
      this.#functions.delete(id);
      this.#ids.delete(given);
    }
  }

  clear() {
    this.#functions.clear();
    this.#ids.clear();
  }
}
