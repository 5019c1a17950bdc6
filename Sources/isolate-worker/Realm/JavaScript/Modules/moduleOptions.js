// Options for all modules of a context.
(function () {
  "use strict";
  // Whether `import.meta.resolve` can resolve specifiers without asking the other side.
  return { canResolve: false };
})
