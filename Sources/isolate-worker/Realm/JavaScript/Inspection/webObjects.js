// Reads the private state of objects of web globals, by the functions that their classes leave for this. They call
// nothing that a script can replace, except that the origin of a blob: URL takes parsing it.

(function (host) {
  "use strict";

  const { alongChain, prototypeOf, webInterfaces } = host;
  const { apply } = Reflect;
  const { get } = Map.prototype;

  /**
   * What a class of a web global shows of its instance `object`; undefined for all other objects. An object that only
   * inherits from the prototype of such a class is no instance.
   */
  function readObject(object) {
    const interfaces = webInterfaces();
    if (interfaces === undefined) return undefined;
    const read = alongChain(prototypeOf(object), (holder) => apply(get, interfaces, [holder]));
    if (read === undefined) return undefined;
    try {
      return apply(read, undefined, [object]);
    } catch {
      return undefined;
    }
  }

  return { readObject };
})
