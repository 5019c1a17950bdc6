// The functions that the modules of this folder need, in the form that they expect.
(function (host) {
  "use strict";
  const { typeByte, proxyTarget, word, wordValue, now, webInterfaces, realm, classes, namespaces, scripts, stacks, primordials } = host;
  const { getOwnPropertyDescriptor, isArray } = primordials;
  const kindsOfTheirOwn = new Map([
    [typeByte(new Map().keys()), "MapIterator"],
    [typeByte(new Set().keys()), "SetIterator"],
    [typeByte((async function* () {})()), "AsyncGenerator"],
  ]);
  const names = new Map([["object", "Object"], ["global", "Object"], ["array", "Array"]]);
  for (const type in realm.typedArrays) {
    if (type !== "DataView") names.set(type, "TypedArray");
  }

  function ownStack(error) {
    return getOwnPropertyDescriptor(error, "stack")?.value;
  }

  const inspection = {
    proxyTarget, word, wordValue, now, webInterfaces,
    makeInspectOptions: realm.makeInspectOptions,
    userInspect: realm.inspect,
    userErrorPrototype: realm.errors.Error.prototype,
    kindOf(object) {
      const byte = typeByte(object);
      if (byte === classes.proxyByte) {
        namespaces.refresh(object);
        return "Proxy";
      }
      if (namespaces.isTarget(object)) return "Module";
      if (typeof object === "function") return "Function";
      if (isArray(object)) return "Array";
      const own = kindsOfTheirOwn.get(byte);
      if (own !== undefined) return own;
      const kind = classes.kindOf(object);
      return names.get(kind) ?? kind;
    },
    formatStack(error) {
      const stack = ownStack(error);
      if (stack !== undefined && typeof stack !== "string") return inspection.primitiveOr(stack, undefined);
      const name = inspection.textOf(error, "name", "Error");
      const message = scripts.ownWords(inspection.textOf(error, "message", ""));
      return stacks.format(name, message, stack).text;
    },
    // The current frames of the user's scripts.
    stackTrace() {
      return stacks.format("", "", ownStack(realm.makeError("Error", ""))).text.replace(/^\n/, "");
    },
  };
  return inspection;
})
