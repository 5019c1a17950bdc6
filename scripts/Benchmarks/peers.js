// Node's own ways to do the same jobs, measured by Node itself, so that they are as fast as in a program for Node.
//
// jobs.js says what it reads and writes. With an argument this program is the other side of a job.
"use strict";
const vm = require("node:vm");
const { fork } = require("node:child_process");
const { serve } = require("./jobs.js");
const { Worker, isMainThread, parentPort } = require("node:worker_threads");

if (!isMainThread) {
  parentPort.on("message", (message) => parentPort.postMessage(message));
} else if (process.argv[2] === "echo") {
  process.on("message", (message) => process.send(message));
} else {
  const context = vm.createContext({ count: 0 });
  const script = new vm.Script("count += 1");
  let runs = 0;
  let worker, child;

  const records = (count) => Array.from({ length: count }, (_, id) => ({
    id, name: `user ${id}`, email: `user${id}@example.com`, active: id % 2 === 0, score: id * 1.5,
    tags: ["a", "b", `tag${id % 10}`], address: { street: `${id} Main St`, city: "Springfield", zip: `0${id % 10000}` },
  }));
  const megabyte = records(5500);
  const objects = records(100000);
  const bytes = new Uint8Array(16 << 20);

  const expect = (answer, expected) => {
    if (answer !== expected) throw new Error(`the answer is ${answer}, not ${expected}`);
  };
  const run = (options) => {
    runs += 1;
    expect(script.runInContext(context, options), runs);
  };
  const echo = async (target, send, value) => {
    const answer = await new Promise((resolve) => {
      target.once("message", resolve);
      target[send](value);
    });
    expect(answer.length, value.length);
  };
  const throughWorker = (value) => echo(worker ??= new Worker(__filename), "postMessage", value);
  const throughChild = (value) => echo(child ??= fork(__filename, ["echo"]), "send", value);

  const exhaust = ({ code, timeout }) => {
    try {
      vm.runInContext(code, context, { timeout });
    } catch (error) {
      return expect(error.code, "ERR_SCRIPT_EXECUTION_TIMEOUT");
    }
    throw new Error("a run ended before its timeout");
  };

  const jobs = {
    "vm": () => run(),
    "vm with a timeout": () => run({ timeout: 1000 }),
    "vm, new context": () => expect(vm.runInNewContext("1+1"), 2),
    "vm, timeout": exhaust,
    "worker_threads": () => throughWorker("1"),
    "child_process.fork": () => throughChild("1"),
    "worker_threads, 1 MB": () => throughWorker(megabyte),
    "child_process.fork, 1 MB": () => throughChild(megabyte),
    "worker_threads, 100,000 objects": () => throughWorker(objects),
    "worker_threads, 16 MB of bytes": () => throughWorker(bytes),
  };

  serve(jobs, { begins: true });
}
