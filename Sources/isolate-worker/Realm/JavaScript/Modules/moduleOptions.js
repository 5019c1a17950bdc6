// What holds for all modules of a context.
(function () {
  "use strict";
  // Whether `import.meta.resolve` can tell what a specifier means without asking the other side.
  return { canResolve: false };
})
