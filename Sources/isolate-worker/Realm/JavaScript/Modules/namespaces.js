// Keeps track of module namespaces. All other code takes them for proxies.
(function (host) {
  "use strict";
  const { proxyTarget, primordials } = host;
  const { defineProperty } = primordials;
  const getters = new WeakMap(); // target → the getters of the exports

  return {
    add(namespace, gettersOfExports) {
      getters.set(proxyTarget(namespace), gettersOfExports);
    },
    has(proxy) {
      const target = proxyTarget(proxy);
      return target !== null && getters.has(target);
    },
    isTarget: (object) => getters.has(object),
    // Copies the values of the exports to the proxy's target, for code that looks at targets.
    refresh(proxy) {
      const target = proxyTarget(proxy);
      const gettersOfExports = target === null ? undefined : getters.get(target);
      if (gettersOfExports === undefined) return;
      for (const name of Object.keys(gettersOfExports)) {
        try {
          defineProperty(target, name, { __proto__: null, value: (0, gettersOfExports[name])() });
        } catch {
          // The export has no value yet.
        }
      }
    },
  };
})
