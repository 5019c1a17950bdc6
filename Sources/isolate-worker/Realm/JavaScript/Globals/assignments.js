// Which built-ins a script may assign. In Node an assignment makes a property of the sandbox, also where the value is the
// one that the built-in has already (`this.Symbol = Symbol`), which here would change nothing that could be seen
// afterwards. So those that a script's text assigns are watched while it runs.
(function (host) {
  "use strict";
  const { sandbox } = host;
  // A name, plain or in quotes and brackets, before an equals sign; what Reflect.set sets; a member of an object.
  const ASSIGNED = /([A-Za-z_$][\w$]*)(?:["'`]\s*\])?\s*=(?![=>])/g;
  const SET = /\bset\s*\([^,()]*,\s*["'`]([\w$]+)["'`]/g;
  const MEMBER = /[{,]\s*([A-Za-z_$][\w$]*)\s*(?=[,:}])/g;

  function add(names, pattern, source) {
    for (const match of source.matchAll(pattern)) if (sandbox.isBuiltin(match[1])) names.add(match[1]);
  }

  return {
    // Their names; undefined where there are none.
    assignedBuiltins(source) {
      const names = new Set();
      add(names, ASSIGNED, source);
      if (source.includes("Reflect")) add(names, SET, source);
      if (source.includes("assign")) add(names, MEMBER, source);
      return names.size === 0 ? undefined : [...names];
    },
  };
})
