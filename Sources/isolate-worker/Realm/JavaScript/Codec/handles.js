// Functions and promises that the other side holds by name. Each has one name while anybody holds it, so that whoever
// gets it can tell that it is the same object. Who gets it says so when it is not wanted any more, in one of two ways:
//
// - A text that is read whatever becomes of the run, which is a result's, counts as a use. Releasing the name takes one
//   away.
// - Any other text (an argument of a call, a console entry) may have been undone by the time it is read, and would then
//   take away a use that was never counted. It has a token behind the name, `name#token`, which is released in its
//   stead, and which means nothing where the text was undone.
//
// The embedder changes the prefix after each fork: a process that goes on from a checkpoint must not give a name or a
// token again that the undone run gave to something else.
(function () {
  "use strict";
  const entries = new Map(); // handle → { object, uses, tokens }
  const handles = new Map(); // object → its handle
  const tokens = new Map(); // token → the handle that it is behind
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
    // The object's handle, for a text that is read whatever comes.
    share(object) {
      const handle = handleOf(object);
      entries.get(handle).uses += 1;
      return handle;
    },
    // The object's handle and a token behind it, for any other text.
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
    // A handle that was shared, or a token that was lent.
    release(name) {
      const handle = tokens.get(name) ?? name;
      const entry = entries.get(handle);
      if (entry === undefined) return;
      if (tokens.delete(name)) entry.tokens -= 1;
      else if (entry.uses > 0) entry.uses -= 1;
      forgetUnused(handle, entry);
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
