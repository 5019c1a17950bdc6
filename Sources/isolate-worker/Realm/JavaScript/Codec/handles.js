// Functions and promises that the other side holds by name, each counted by the texts that named it: releasing one name
// never takes away what another holder still uses. The embedder changes the prefix after each fork: a process that
// goes on from a checkpoint must not give a name again that the undone run gave to something else.
(function () {
  "use strict";
  const entries = new Map(); // handle → { object, uses }
  const sharedHandles = new Map(); // object → the handle that `share` gave it
  const hostFunctions = new Map(); // the other side's handle → a WeakRef to the function that calls it
  let prefix = "h";
  let count = 0;
  let hostFunctionsToSweep = 64;

  // Those that no script can reach any more are forgotten, each time when there are twice as many.
  function sweepHostFunctions() {
    for (const [handle, reference] of hostFunctions) {
      if (reference.deref() === undefined) hostFunctions.delete(handle);
    }
    hostFunctionsToSweep = Math.max(64, hostFunctions.size * 2);
  }

  function add(object) {
    count += 1;
    const handle = prefix + count;
    entries.set(handle, { object, uses: 1 });
    return handle;
  }

  return {
    setPrefix(text) {
      prefix = text;
    },
    // A new handle.
    add,
    // The handle that the object has, or a new one: whoever gets it can tell that it is the same object.
    share(object) {
      const known = sharedHandles.get(object);
      if (known !== undefined) {
        entries.get(known).uses += 1;
        return known;
      }
      const handle = add(object);
      sharedHandles.set(object, handle);
      return handle;
    },
    get(handle) {
      return entries.get(handle)?.object;
    },
    has(handle) {
      return entries.has(handle);
    },
    forget() {
      entries.clear();
      sharedHandles.clear();
    },
    release(handle) {
      const entry = entries.get(handle);
      if (entry === undefined) return;
      entry.uses -= 1;
      if (entry.uses > 0) return;
      entries.delete(handle);
      if (sharedHandles.get(entry.object) === handle) sharedHandles.delete(entry.object);
    },
    // The function that calls the other side's function of that handle, where it is there already.
    hostFunction(handle) {
      return hostFunctions.get(handle)?.deref();
    },
    keepHostFunction(handle, callee) {
      if (hostFunctions.size >= hostFunctionsToSweep) sweepHostFunctions();
      hostFunctions.set(handle, new WeakRef(callee));
    },
  };
})
