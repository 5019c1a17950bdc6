// Expressions that give objects of web globals, and what Node's util.inspect shows: `node webObjects.js > webObjects.json`.
"use strict";
const { inspect } = require("node:util");
const rows = [];
const add = (...codes) => rows.push(...codes);

add(
  'new DOMException("m", "DataError")', 'new DOMException("m", "Odd")', 'new DOMException("m")', "new DOMException()",
  '({ e: new DOMException("m", "AbortError") })', '[new DOMException("m", "AbortError")]',
  'Object.assign(new DOMException("m", "DataError"), { foo: 1 })', 'new DOMException("m", { name: "N", cause: 5 })',
  'new (class X extends DOMException {})("m", "DataError")', 'new Error("x", { cause: new DOMException("m", "DataError") })',
  'new AggregateError([new DOMException("m", "DataError")], "n")', "AbortSignal.abort().reason",
  'Object.defineProperty(new DOMException("m", "DataError"), "name", { value: "Own" })',
);

Error.stackTraceLimit = 0;
const texts = rows.map((code) => JSON.stringify({ code, node: inspect((0, eval)(code)) }));
process.stdout.write(`[\n${texts.join(",\n")}\n]\n`);
