// Real libraries in the engine's own shell. It reads and writes what peersLibraries.js does for the job "library".
"use strict";
// Some libraries ask whether there is a console.
globalThis.console ??= { log() {}, warn() {}, error() {} };
const used = {};

function answerTo({ file, code, answer, count }) {
  const isFirst = used[file] === undefined;
  if (isFirst) {
    load(file);
    used[file] = { library: globalThis.lib, use: new Function("lib", `return (${code})`) };
  }
  const { library, use } = used[file];
  const times = [];
  for (let n = isFirst ? -1 : 0; n < count; n += 1) {
    const start = preciseTime();
    const result = use(library);
    const time = preciseTime() - start;
    if (!String(result).includes(answer)) throw new Error(`the result is ${result}, not ${answer}`);
    if (n >= 0) times.push(Math.round(time * 1e9));
  }
  print(JSON.stringify(times));
}

// At the end of its input, readline() gives an empty line.
for (let line = readline(); line; line = readline()) answerTo(JSON.parse(line));
