// Real libraries in Node's vm. jobs.js says what it reads and writes.
//
// "library": {"file", "code", "answer"}: code that uses the library of a file that bundle.js has made, again and again.
// "template": {"file", "code", "answer", "source"}: the same once in each of many new contexts, whose library was compiled
// before (`cachedData`).
"use strict";
const { readFileSync } = require("node:fs");
const vm = require("node:vm");
const { serve } = require("./jobs.js");

const loaded = new Map();
const compiled = new Map();

function check(result, answer) {
  if (!String(result).includes(answer)) throw new Error(`the result is ${result}, not ${answer}`);
}

function use({ file, code, answer }) {
  if (!loaded.has(file)) {
    const context = vm.createContext({ console });
    vm.runInContext(readFileSync(file, "utf8"), context);
    loaded.set(file, { context, script: new vm.Script(code) });
  }
  const { context, script } = loaded.get(file);
  check(script.runInContext(context), answer);
}

function useOnce({ file, code, answer, source }) {
  if (!compiled.has(file)) {
    const text = readFileSync(file, "utf8");
    const script = new vm.Script(text);
    const context = vm.createContext({ source });
    script.runInContext(context);
    vm.runInContext(code, context);
    compiled.set(file, { text, cachedData: script.createCachedData() });
  }
  const { text, cachedData } = compiled.get(file);
  const context = vm.createContext({ source });
  const script = new vm.Script(text, { cachedData });
  if (script.cachedDataRejected) throw new Error("the cached data were rejected");
  script.runInContext(context);
  check(vm.runInContext(code, context), answer);
}

serve({ library: use, template: useOnce }, { begins: true });
