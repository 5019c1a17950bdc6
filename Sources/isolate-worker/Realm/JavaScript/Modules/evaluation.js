// Runs linked modules in the order that the language defines, including modules with `await` at the top level
// (https://tc39.es/ecma262/#sec-moduleevaluation). The graph is walked in a loop, because it may be deeper than the
// stack.
(function () {
  "use strict";
  let asyncCount = 0;

  function isDone(module) {
    return module.status === "evaluating-async" || module.status === "evaluated";
  }

  function fail(module, error) {
    module.status = "evaluated";
    module.error = { value: error };
  }

  function executeAsync(module) {
    module.run().then(() => asyncFulfilled(module), (error) => asyncRejected(module, error));
  }

  // The parents that wait for no other module.
  function gatherAvailable(module) {
    const available = new Set();
    const waiting = [module];
    while (waiting.length > 0) {
      for (const parent of waiting.pop().asyncParents) {
        if (available.has(parent) || (parent.cycleRoot ?? parent).error !== undefined) continue;
        parent.pendingDependencies -= 1;
        if (parent.pendingDependencies > 0) continue;
        available.add(parent);
        if (!parent.isAsync) waiting.push(parent);
      }
    }
    return [...available].sort((one, other) => one.asyncOrder - other.asyncOrder);
  }

  function asyncFulfilled(module) {
    if (module.status === "evaluated") return;
    module.status = "evaluated";
    module.capability?.resolve();
    for (const parent of gatherAvailable(module)) {
      if (parent.status === "evaluated") continue;
      if (parent.isAsync) {
        executeAsync(parent);
        continue;
      }
      try {
        parent.run();
      } catch (error) {
        asyncRejected(parent, error);
        continue;
      }
      parent.status = "evaluated";
      parent.capability?.resolve();
    }
  }

  function asyncRejected(module, error) {
    const failed = [module];
    for (const one of failed) {
      if (one.status === "evaluated") continue;
      fail(one, error);
      failed.push(...one.asyncParents);
      one.capability?.reject(error);
    }
  }

  // Executes a module after all its imports have been visited.
  function execute(module, stack) {
    if (module.pendingDependencies > 0 || module.isAsync) {
      asyncCount += 1;
      module.asyncOrder = asyncCount;
      if (module.pendingDependencies === 0) executeAsync(module);
    } else {
      module.run();
    }
    if (module.ancestorIndex !== module.index) return;
    for (;;) {
      const member = stack.pop();
      member.status = member.asyncOrder === 0 ? "evaluated" : "evaluating-async";
      member.cycleRoot = module;
      if (member === module) return;
    }
  }

  function enter(module, index, stack) {
    module.status = "evaluating";
    module.index = index;
    module.ancestorIndex = index;
    module.pendingDependencies = 0;
    stack.push(module);
    return { module, next: 0 };
  }

  // Notes for a module that one of its imports has been visited.
  function noteDependency(module, dependency) {
    let required = dependency;
    if (required.status === "evaluating") {
      module.ancestorIndex = Math.min(module.ancestorIndex, required.ancestorIndex);
    } else {
      required = required.cycleRoot ?? required;
      if (required.error !== undefined) throw required.error.value;
    }
    if (required.asyncOrder > 0 && required.status !== "evaluated") {
      module.pendingDependencies += 1;
      required.asyncParents.push(module);
    }
  }

  function walk(root, stack) {
    let count = 1;
    const path = [enter(root, 0, stack)];
    while (path.length > 0) {
      const step = path[path.length - 1];
      const { module } = step;
      if (step.next < module.requested.length) {
        const dependency = module.requested[step.next];
        if (dependency.status === "linked") {
          path.push(enter(dependency, count, stack));
          count += 1;
          continue;
        }
        if (dependency.error !== undefined && isDone(dependency)) throw dependency.error.value;
        noteDependency(module, dependency);
        step.next += 1;
      } else {
        execute(module, stack);
        path.pop();
      }
    }
  }

  return {
    // Returns a promise of this realm that the module's evaluation settles. A module is evaluated once, however often
    // this is called.
    evaluate(asked) {
      const module = isDone(asked) ? asked.cycleRoot ?? asked : asked;
      if (module.capability !== undefined) return module.capability.promise;
      module.capability = Promise.withResolvers();
      if (module.error !== undefined) {
        module.capability.reject(module.error.value);
        return module.capability.promise;
      }
      if (module.status === "evaluated") {
        module.capability.resolve();
        return module.capability.promise;
      }
      const stack = [];
      try {
        walk(module, stack);
        if (module.status === "evaluated") module.capability.resolve();
      } catch (error) {
        for (const member of stack) fail(member, error);
        module.capability.reject(error);
      }
      return module.capability.promise;
    },
  };
})
