// A server that has a process of its own for each context, without limits and without undo: each line of standard input,
// {"id":1,"context":"c","code":"1+1"}, is answered by one with the result.
"use strict";
const vm = require("node:vm");
const { fork } = require("node:child_process");

if (process.argv[2] === "context") {
  const context = vm.createContext({ count: 0 });
  process.on("message", ({ id, code }) => process.send({ id, result: vm.runInContext(code, context) }));
} else {
  const contexts = new Map();

  const processOf = (name) => {
    if (!contexts.has(name)) {
      const child = fork(__filename, ["context"]);
      child.on("message", (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
      contexts.set(name, child);
    }
    return contexts.get(name);
  };

  require("node:readline").createInterface({ input: process.stdin })
    .on("line", (line) => {
      const { id, context, code } = JSON.parse(line);
      processOf(context).send({ id, code });
    })
    .on("close", () => {
      for (const child of contexts.values()) child.kill();
    });
}
