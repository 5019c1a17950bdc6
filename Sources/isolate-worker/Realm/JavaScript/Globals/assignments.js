// Finds the built-ins that a script may assign. In Node an assignment adds a property to the sandbox, even if the value
// is the one that the built-in already has (`this.Symbol = Symbol`). Here such an assignment would change nothing that
// could be noticed afterwards. So the built-ins that a script's text assigns are watched while it runs.
(function (host) {
  "use strict";
  const { sandbox } = host;
  // A name, plain or in quotes and brackets, before an equals sign; a name that Reflect.set sets; a member of an
  // object.
  const ASSIGNED = /([A-Za-z_$][\w$]*)(?:["'`]\s*\])?\s*=(?![=>])/g;
  const SET = /\bset\s*\([^,()]*,\s*["'`]([\w$]+)["'`]/g;
  const MEMBER = /[{,]\s*([A-Za-z_$][\w$]*)\s*(?=[,:}])/g;

  function add(names, pattern, source) {
    for (const match of source.matchAll(pattern)) if (sandbox.isBuiltin(match[1])) names.add(match[1]);
  }

  return {
    // The names of these built-ins; undefined if there are none.
    assignedBuiltins(source) {
      const names = new Set();
      add(names, ASSIGNED, source);
      if (source.includes("Reflect")) add(names, SET, source);
      if (source.includes("assign")) add(names, MEMBER, source);
      return names.size === 0 ? undefined : [...names];
    },
  };
})
