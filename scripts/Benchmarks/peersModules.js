// Node's own modules and timers, measured by Node itself, which needs --experimental-vm-modules.
//
// jobs.js says what it reads and writes. The graph is the same as that of ModuleRows.swift.
"use strict";
const vm = require("node:vm");
const { serve } = require("./jobs.js");

const COUNT = 50;

function source(index) {
  const names = [1, 2, 3].map((back) => index - back).filter((other) => other >= 0);
  const imports = names.map((other) => `import { v as v${other} } from "m${other}";`).join(" ");
  return `${imports} export const v = ${["1", ...names.map((other) => `v${other}`)].join(" + ")};`;
}

async function runGraph() {
  const context = vm.createContext({});
  const modules = new Map();
  const find = (name) => {
    if (!modules.has(name)) {
      modules.set(name, new vm.SourceTextModule(source(Number(name.slice(1))), { context, identifier: name }));
    }
    return modules.get(name);
  };
  const root = new vm.SourceTextModule(`export { v } from "m${COUNT - 1}";`, { context });
  await root.link(find);
  await root.evaluate();
  // The last value is that of ModuleRows.swift, too.
  if (!Number.isSafeInteger(root.namespace.v)) throw new Error(`the graph gave ${root.namespace.v}`);
}

function runTimers(count) {
  return new Promise((resolve) => {
    let left = count;
    const done = () => {
      left -= 1;
      if (left === 0) resolve();
    };
    for (let n = 0; n < count; n += 1) setTimeout(done, 0);
  });
}

const jobs = { "50 modules": runGraph, "10,000 timers": () => runTimers(10000) };

serve(jobs, { begins: false });
