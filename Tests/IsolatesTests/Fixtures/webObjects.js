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

const long = '"a=" + "x".repeat(60) + "&b=" + "y".repeat(20)';
add(
  'new URL("http://u:p@h:81/a?b=1&c=2#d")', 'new URL("http://h/a?b")', '({ u: new URL("mailto:a@b") })',
  '({ a: { b: new URL("https://h:443/?a=1") } })', '[new URL("file:///x y")]', 'new URL("data:text/plain,a b#c")',
  'new (class U extends URL { x = 1 })("http://h/")', 'Object.assign(new URL("http://h/"), { y: 1 })',
  'new Map([[new URL("http://h/"), AbortSignal.abort()]])',
  'new URLSearchParams("a=1&b=2&a=%20\'")', "new URLSearchParams()", 'new (class U extends URLSearchParams {})("a=1")',
  '({ a: { b: new URLSearchParams("a=1") } })', `new URLSearchParams(${long})`, `({ u: new URLSearchParams(${long}) })`,
  '[new URLSearchParams("a=1"), new URLSearchParams("b")]',
  'new Headers({ b: "1", a: "2" })', "new Headers()", 'new Headers({ "content-type": "x" })', '({ h: [new Headers({ a: "1" })] })',
  '(() => { const h = new Headers([["x", "1"]]); h.append("set-cookie", "a"); h.append("set-cookie", "b"); h.append("x", "2"); return h })()',
  '({ h: { i: new Headers({ a: "x".repeat(60), b: "y".repeat(20) }) } })',
  "new AbortController()", "AbortSignal.abort()", "new AbortController().signal", "({ a: { b: new AbortController() } })",
  "({ x: new AbortController(), y: new AbortController(), z: new AbortController() })",
  "[AbortSignal.abort(), AbortSignal.abort(), AbortSignal.abort()]", "new (class U extends AbortController {})()",
  "({ s: { t: { u: AbortSignal.abort() } } })", "Object.assign(new AbortController(), { y: 1 })", "new EventTarget()",
  "new TextDecoder()", 'new TextDecoder("utf-16le", { fatal: true, ignoreBOM: true })', "({ d: [new TextDecoder()] })",
  "[new TextDecoder(), new AbortController()]",
  'performance.mark("a", { startTime: 5, detail: { x: 1 } })', 'performance.measure("a", { start: 5, end: 10 })',
);

Error.stackTraceLimit = 0;
const texts = rows.map((code) => JSON.stringify({ code, node: inspect((0, eval)(code)) }));
process.stdout.write(`[\n${texts.join(",\n")}\n]\n`);
