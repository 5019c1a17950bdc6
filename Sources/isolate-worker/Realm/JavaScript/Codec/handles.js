// Functions and promises that the other side holds by a handle. An object has the same handle as long as anybody holds
// it, so that its holders can tell that it is the same object. Whoever gets a handle releases it later, in one of two
// ways:
//
// - A text that is read even if the run is undone, such as that of a result, counts as a use of the handle. Releasing
//   the handle removes one use.
// - Any other text (an argument of a call, a console entry) may have been undone by the time it is read, and releasing
//   the handle would remove a use that was never counted. In such a text the handle is followed by a token,
//   `name#token`. The token is released instead. If the text was undone, the token does not exist, and releasing it has
//   no effect.
//
// The embedder changes the prefix after each fork: a process that continues from a checkpoint must not reuse a handle
// or token that the undone run gave to another object.
(function () {
  "use strict";
  const entries = new Map(); // handle → { object, uses, tokens }
  const handles = new Map(); // object → its handle
  const tokens = new Map(); // token → its handle
  const hostFunctions = new Map(); // the other side's handle → a WeakRef to the function that calls it
  let prefix = "h";
  let count = 0;
  let hostFunctionsToSweep = 64;

  // Forgets the functions that no script can reach any more. Done whenever there are twice as many as after the last
  // time.
  function sweepHostFunctions() {
    for (const [handle, reference] of hostFunctions) {
      if (reference.deref() === undefined) hostFunctions.delete(handle);
    }
    hostFunctionsToSweep = Math.max(64, hostFunctions.size * 2);
  }

  function newName() {
    count += 1;
    return prefix + count;
  }

  function handleOf(object) {
    const known = handles.get(object);
    if (known !== undefined) return known;
    const handle = newName();
    entries.set(handle, { object, uses: 0, tokens: 0 });
    handles.set(object, handle);
    return handle;
  }

  function forgetUnused(handle, entry) {
    if (entry.uses > 0 || entry.tokens > 0) return;
    entries.delete(handle);
    handles.delete(entry.object);
  }

  return {
    setPrefix(text) {
      prefix = text;
    },
    // The object's handle, for a text that is read even if the run is undone.
    share(object) {
      const handle = handleOf(object);
      entries.get(handle).uses += 1;
      return handle;
    },
    // The object's handle followed by a token, for any other text.
    lend(object) {
      const handle = handleOf(object);
      const token = newName();
      entries.get(handle).tokens += 1;
      tokens.set(token, handle);
      return `${handle}#${token}`;
    },
    get(handle) {
      return entries.get(handle)?.object;
    },
    has(handle) {
      return entries.has(handle);
    },
    forget() {
      entries.clear();
      handles.clear();
      tokens.clear();
    },
    // Releases a handle from `share`, or a token from `lend`.
    release(name) {
      const handle = tokens.get(name) ?? name;
      const entry = entries.get(handle);
      if (entry === undefined) return;
      if (tokens.delete(name)) entry.tokens -= 1;
      else if (entry.uses > 0) entry.uses -= 1;
      forgetUnused(handle, entry);
    },
    // The function that calls the other side's function with this handle, if it exists already.
    hostFunction(handle) {
      return hostFunctions.get(handle)?.deref();
    },
    keepHostFunction(handle, callee) {
      if (hostFunctions.size >= hostFunctionsToSweep) sweepHostFunctions();
      hostFunctions.set(handle, new WeakRef(callee));
    },
  };
})
