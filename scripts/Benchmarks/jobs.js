// Answers each line of standard input, {"job":"vm","count":100}, by a line with the times of that job in nanoseconds. The
// job gets the whole request.
"use strict";

exports.serve = (jobs, { begins }) => {
  // Done once, unmeasured: modules are loaded, workers are started.
  const begun = new Set();

  const answer = async (line) => {
    const request = JSON.parse(line);
    const { job, count } = request;
    const times = [];
    if (begins && !begun.has(job)) await jobs[job](request);
    begun.add(job);
    for (let n = 0; n < count; n += 1) {
      const start = process.hrtime.bigint();
      await jobs[job](request);
      times.push(Number(process.hrtime.bigint() - start));
    }
    process.stdout.write(`${JSON.stringify(times)}\n`);
  };

  let turn = Promise.resolve();
  require("node:readline").createInterface({ input: process.stdin })
    .on("line", (line) => { turn = turn.then(() => answer(line)); })
    .on("close", () => turn.then(() => process.exit(0)));
};
