// The module namespaces that were made: to everything else they are proxies.
(function (host) {
  "use strict";
  const { proxyTarget, primordials } = host;
  const { defineProperty } = primordials;
  const getters = new WeakMap(); // target → what reads the exports

  return {
    add(namespace, gettersOfExports) {
      getters.set(proxyTarget(namespace), gettersOfExports);
    },
    has(proxy) {
      const target = proxyTarget(proxy);
      return target !== null && getters.has(target);
    },
    isTarget: (object) => getters.has(object),
    // Puts the values of the exports where somebody looks who sees through proxies.
    refresh(proxy) {
      const target = proxyTarget(proxy);
      const gettersOfExports = target === null ? undefined : getters.get(target);
      if (gettersOfExports === undefined) return;
      for (const name of Object.keys(gettersOfExports)) {
        try {
          defineProperty(target, name, { __proto__: null, value: (0, gettersOfExports[name])() });
        } catch {
          // It has no value yet.
        }
      }
    },
  };
})
