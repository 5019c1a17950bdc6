// Functions and promises that the other side holds by name. Every export has a name of its own, so that releasing one
// never takes away what another holder still uses. The embedder changes the prefix after each fork: a process that
// goes on from a checkpoint must not give a name again that the undone run gave to something else.
(function () {
  "use strict";
  const objects = new Map();
  let prefix = "h";
  let count = 0;

  return {
    setPrefix(text) {
      prefix = text;
    },
    add(object) {
      count += 1;
      const handle = prefix + count;
      objects.set(handle, object);
      return handle;
    },
    get(handle) {
      return objects.get(handle);
    },
    has(handle) {
      return objects.has(handle);
    },
    forget() {
      objects.clear();
    },
    release(handle) {
      return objects.delete(handle);
    },
  };
})
