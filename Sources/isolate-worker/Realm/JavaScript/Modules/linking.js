// Links modules: resolves their imports to variables (https://tc39.es/ecma262/#sec-source-text-module-records).
(function (host) {
  "use strict";
  const { namespaces, userModules } = host;
  const AMBIGUOUS = { ambiguous: true };

  // Resolves a module's export: returns `{ module, name }`, without `name` for a namespace; undefined if there is no
  // such export; AMBIGUOUS if two `export *` lead to different ones.
  function resolveExport(module, name, visited = new Map()) {
    let names = visited.get(module);
    if (names === undefined) visited.set(module, (names = new Set()));
    else if (names.has(name)) return undefined;
    names.add(name);
    if (module.localExports.has(name)) return { module, name };
    const indirect = module.indirectExports.get(name);
    if (indirect !== undefined) {
      const source = module.requested[indirect.request];
      return indirect.imported === undefined ? { module: source } : resolveExport(source, indirect.imported, visited);
    }
    if (name === "default") return undefined;
    let found;
    for (const request of module.starExports) {
      const resolution = resolveExport(module.requested[request], name, visited);
      if (resolution === AMBIGUOUS) return AMBIGUOUS;
      if (resolution === undefined) continue;
      if (found === undefined) found = resolution;
      else if (found.module !== resolution.module || found.name !== resolution.name) return AMBIGUOUS;
    }
    return found;
  }

  function exportedNames(module) {
    const names = new Set();
    const seen = new Set([module]);
    for (const one of seen) {
      for (const name of [...one.localExports, ...one.indirectExports.keys()]) {
        if (one === module || name !== "default") names.add(name);
      }
      for (const request of one.starExports) seen.add(one.requested[request]);
    }
    return names;
  }

  function byCodeUnits(one, other) {
    if (one === other) return 0;
    return one < other ? -1 : 1;
  }

  function getterOf({ module, name }) {
    return name === undefined ? userModules.getterOf(namespaceOf(module)) : module.getters()[name];
  }

  function namespaceOf(module) {
    if (module.namespace !== undefined) return module.namespace;
    const resolutions = new Map();
    for (const name of [...exportedNames(module)].sort(byCodeUnits)) {
      const resolution = resolveExport(module, name);
      if (resolution !== undefined && resolution !== AMBIGUOUS) resolutions.set(name, resolution);
    }
    const getters = { __proto__: null };
    module.namespace = userModules.makeNamespace([...resolutions.keys()], getters);
    namespaces.add(module.namespace, getters);
    // The namespace object exists before its properties, because a namespace may contain itself.
    for (const [name, resolution] of resolutions) getters[name] = getterOf(resolution);
    return module.namespace;
  }

  function requireExport(module, { imported, request, place }, kind) {
    const resolution = resolveExport(module.requested[request], imported);
    if (resolution !== undefined && resolution !== AMBIGUOUS) return resolution;
    const reason = resolution === undefined
      ? "is not found."
      : "cannot be resolved due to ambiguous multiple bindings.";
    throw module.syntaxError(`${kind} binding name '${imported}' ${reason}`, place);
  }

  function check(module) {
    for (const entry of module.indirectExports.values()) {
      if (entry.imported !== undefined) requireExport(module, entry, "Indirectly exported");
    }
    return module.importEntries.map((entry) => {
      if (entry.imported === undefined) return { entry, resolution: { module: module.requested[entry.request] } };
      return { entry, resolution: requireExport(module, entry, "Importing") };
    });
  }

  // Returns the modules that are not linked yet, each after the modules that it imports.
  function unlinked(root) {
    const order = [];
    const seen = new Set([root]);
    const path = [{ module: root, next: 0 }];
    if (root.status !== "unlinked") return order;
    while (path.length > 0) {
      const step = path[path.length - 1];
      if (step.next === step.module.requested.length) {
        order.push(step.module);
        path.pop();
        continue;
      }
      const module = step.module.requested[step.next];
      step.next += 1;
      if (module.status !== "unlinked" || seen.has(module)) continue;
      seen.add(module);
      path.push({ module, next: 0 });
    }
    return order;
  }

  return {
    namespaceOf,
    // Throws an error if the graph cannot be linked; then none of it is. Returns the promises of the asynchronous
    // modules, which cannot be run before these are fulfilled.
    link(root) {
      const modules = unlinked(root);
      const linked = modules.map((module) => ({ module, imports: check(module) }));
      // Every module creates its functions before any module runs.
      const waits = linked.map(({ module }) => module.instantiate()).filter((promise) => promise !== undefined);
      for (const { module, imports } of linked) {
        for (const { entry, resolution } of imports) {
          userModules.defineImport(module.scope.i, entry.local, getterOf(resolution));
        }
        module.status = "linked";
      }
      return waits;
    },
  };
})
