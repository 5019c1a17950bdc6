// What Node offers for the same jobs, measured by Node itself: as fast as a program in Node would find them.
//
// Each line of standard input is a job and how often: {"job":"vm","count":100}. It is answered by a line with the times
// in nanoseconds. With an argument this program is the other side of a job.
"use strict";
const vm = require("node:vm");
const { fork } = require("node:child_process");
const { Worker, isMainThread, parentPort } = require("node:worker_threads");

if (!isMainThread) {
  parentPort.on("message", (message) => parentPort.postMessage(message));
} else if (process.argv[2] === "echo") {
  process.on("message", (message) => process.send(message));
} else {
  const context = vm.createContext({ count: 0 });
  const script = new vm.Script("count += 1");
  let worker, child;

  const records = (count) => Array.from({ length: count }, (_, id) => ({
    id, name: `user ${id}`, email: `user${id}@example.com`, active: id % 2 === 0, score: id * 1.5,
    tags: ["a", "b", `tag${id % 10}`], address: { street: `${id} Main St`, city: "Springfield", zip: `0${id % 10000}` },
  }));
  const megabyte = records(5500);
  const objects = records(100000);
  const bytes = new Uint8Array(16 << 20);

  const echo = (target, send, value) => new Promise((resolve) => {
    target.once("message", resolve);
    target[send](value);
  });
  const throughWorker = (value) => echo(worker ??= new Worker(__filename), "postMessage", value);
  const throughChild = (value) => echo(child ??= fork(__filename, ["echo"]), "send", value);

  const jobs = {
    "vm": () => script.runInContext(context),
    "vm with a timeout": () => script.runInContext(context, { timeout: 1000 }),
    "vm, new context": () => vm.runInNewContext("1+1"),
    "worker_threads": () => throughWorker(1),
    "child_process.fork": () => throughChild(1),
    "worker_threads, 1 MB": () => throughWorker(megabyte),
    "child_process.fork, 1 MB": () => throughChild(megabyte),
    "worker_threads, 100,000 objects": () => throughWorker(objects),
    "worker_threads, 16 MB of bytes": () => throughWorker(bytes),
  };

  // What was done once, unmeasured: modules load, workers start.
  const begun = new Set();
  const answer = async (line) => {
    const { job, count } = JSON.parse(line);
    const times = [];
    if (!begun.has(job)) await jobs[job]();
    begun.add(job);
    for (let n = 0; n < count; n += 1) {
      const start = process.hrtime.bigint();
      await jobs[job]();
      times.push(Number(process.hrtime.bigint() - start));
    }
    process.stdout.write(`${JSON.stringify(times)}\n`);
  };

  let turn = Promise.resolve();
  require("node:readline").createInterface({ input: process.stdin })
    .on("line", (line) => { turn = turn.then(() => answer(line)); })
    .on("close", () => turn.then(() => process.exit(0)));
}
