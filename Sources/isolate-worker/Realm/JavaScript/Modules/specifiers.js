// Resolves specifiers: a relative one is resolved against the importing module's id, like the path of a URL.
(function () {
  "use strict";
  // A scheme with an authority, or without one.
  const ROOT = /^(?:[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/[^/]*)?)?/;

  function isRelative(specifier) {
    return /^(?:\.{1,2})?(?:\/|$)/.test(specifier) && specifier !== "";
  }

  function join(base, specifier) {
    const [root] = ROOT.exec(base);
    const path = base.slice(root.length).replace(/[?#].*$/s, "");
    const isAbsolute = specifier.startsWith("/") || path.startsWith("/") || root.includes("//");
    const folder = specifier.startsWith("/") ? [] : path.split("/").slice(0, -1);
    const parts = [];
    for (const part of [...folder, ...specifier.split("/")]) {
      if (part === "..") {
        if (parts.length > 0 && parts[parts.length - 1] !== "..") parts.pop();
        else if (!isAbsolute) parts.push("..");
      } else if (part !== "." && part !== "") {
        parts.push(part);
      }
    }
    if (specifier.endsWith("/")) parts.push("");
    return root + (isAbsolute ? "/" : "") + parts.join("/");
  }

  return {
    isRelative,
    resolve(specifier, referrer) {
      return isRelative(specifier) ? join(referrer, specifier) : specifier;
    },
  };
})
