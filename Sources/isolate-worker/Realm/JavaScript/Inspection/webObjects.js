// Reads the private state of objects of web globals, by the functions that their classes leave for this.

(function (host) {
  "use strict";

  const { alongChain, webReaders } = host;
  const { apply } = Reflect;
  const { get } = Map.prototype;

  /**
   * The private state of an instance of a web global's class, as an object; undefined for all other objects. An object
   * that only inherits from the prototype of such a class is no instance.
   */
  function readObject(object) {
    const readers = webReaders();
    if (readers === undefined) return undefined;
    const read = alongChain(object, (holder) => apply(get, readers, [holder]));
    return read === undefined ? undefined : apply(read, undefined, [object]);
  }

  return { readObject };
})
