/** Where handles and functions of the client live: a context, a template, or the context of a run in a new one. */
export class Place {
  /** How many handles of it there are here. */
  handles = 0;
  inFlight = 0;

  /**
   * @param {number} generation the number of the connection on which it was made
   * @param {Place} [group] where the requests are counted. Contexts of runs in new ones share one: nobody says their ids,
   *   and so it can't be told which request a call of theirs belongs to.
   */
  constructor(generation, { id, detached = false, group } = {}) {
    this.generation = generation;
    this.id = id;
    this.detached = detached;
    this.group = group ?? this;
  }
}

/** What is known of a handle, apart from its object, which may be collected. */
class Entry {
  /** Why it can't be used any more: "released" or "connection". */
  gone;

  constructor(handle, encoded, place, owed) {
    this.handle = handle;
    this.encoded = encoded;
    this.place = place;
    // How often it is to be released: the supervisor counts how often it told of it unasked.
    this.owed = owed;
  }
}

/** One object for each handle, and those whose object is gone and that are still to be released. */
export class HandleTable {
  #alive = new Map();
  #dropped = new Map();
  #entries = new WeakMap();
  #registry;

  /** @param whenDropped is called when an object was collected. */
  constructor(whenDropped) {
    this.#registry = new FinalizationRegistry((entry) => {
      if (entry.gone) return;
      if (this.#alive.get(entry.handle)?.entry === entry) this.#alive.delete(entry.handle);
      const before = this.#dropped.get(entry.handle);
      this.#dropped.set(entry.handle, { owed: entry.owed + (before?.owed ?? 0), place: entry.place });
      whenDropped();
    });
  }

  /** What is known of a function or promise of a script; undefined for anything else. */
  entry(object) {
    return this.#entries.get(object);
  }

  /**
   * The object of a handle that came.
   *
   * @param isTold says that it came unasked, in a call or a notification.
   */
  get(handle, isTold, encoded, place, make) {
    const known = this.#alive.get(handle);
    const object = known?.object.deref();
    if (object) {
      if (isTold) known.entry.owed += 1;
      return object;
    }
    let owed = 0;
    if (known) {
      // It is collected, and its finalizer has not run.
      known.entry.gone = "released";
      owed += known.entry.owed;
      known.entry.place.handles -= 1;
    }
    const dropped = this.#dropped.get(handle);
    if (dropped) {
      this.#dropped.delete(handle);
      owed += dropped.owed;
      dropped.place.handles -= 1;
    }
    const entry = new Entry(handle, encoded, place, Math.max(1, owed + (isTold && owed > 0 ? 1 : 0)));
    const made = make();
    place.handles += 1;
    this.#entries.set(made, entry);
    this.#alive.set(handle, { object: new WeakRef(made), entry });
    this.#registry.register(made, entry);
    return made;
  }

  /** It is released by its owner. */
  forget(entry) {
    entry.gone = "released";
    entry.place.handles -= 1;
    this.#alive.delete(entry.handle);
  }

  /**
   * The handles to release, each as often as it is owed. Those of a place where a request is in flight stay: its answer
   * may hold them again.
   */
  takeReleasable() {
    const taken = [];
    for (const [handle, { owed, place }] of this.#dropped) {
      if (place.group.inFlight > 0) continue;
      this.#dropped.delete(handle);
      place.handles -= 1;
      for (let count = 0; count < owed; count++) taken.push({ handle, place });
    }
    return taken;
  }

  clear() {
    for (const { entry } of this.#alive.values()) entry.gone = "connection";
    this.#alive.clear();
    this.#dropped.clear();
  }
}
