// Graphs of modules, and what Node makes of each: `node --experimental-vm-modules modules.js > modules.json`.
// Modules write lines by `log`; `main` is run. Expected are the lines, then the exports of `main` or the name of the error.
"use strict";
const vm = require("node:vm");

const graphs = [];
function graph(name, modules) {
  graphs.push({ name, modules: typeof modules === "string" ? { main: modules } : modules });
}

// What an imported name looks like in each place where an expression stands; `v` is 1 at first, `f` gives its `this`.
const library = `export let v = 1; export let o = { p: 2, m() { return this === o; }, n: { q: 3 } };
  export function f(...a) { return [typeof this, ...a].join(); } export const tag = (s, ...x) => s.raw.join("|") + x;
  export class C { constructor(x) { this.x = x; } static s = 4; } export function set(x) { v = x; } export let u;
  export const arr = [1, 2, 3]; export async function af(x) { return x; } export function* gen() { yield 1; yield v; }`;
const expressions = [
  "v", "v + v", "-v", "(v)", "[v, v]", "({ v })", "({ v: v })", "({ v, w: v }).w", "({ [v]: v })[1]", "`${v}`", "v ? v : 0",
  "v, v", "typeof v", "typeof missing", "typeof f", "void v", "!v", "f()", "f(v)", "(f)()", "(f)(1)", "f?.()", "f?.(2)",
  "u?.x", "u?.()", "f.call(1)", "f.name", "f.length", "o.m()", "o?.m()", "o['m']()", "o.n.q", "o?.n?.q", "tag`a${v}b`",
  "new C(1).x", "new C(v).x", "new C().x", "(new C).x", "C.s", "new (C)(2).x", "arr.map(x => x + v).join()",
  "((v) => v)(5)", "((x = v) => x)()", "(({ v }) => v)({ v: 6 })", "(([v]) => v)([7])", "(function v() { return typeof v; })()",
  "(function () { return v; })()", "(function (v) { return v; })(8)", "(() => { let v = 9; return v; })()",
  "(() => { { let v = 9; } return v; })()", "(() => { var v = 9; { v = 10; } return v; })()",
  "(() => { if (true) { var v = 11; } return v; })()", "(() => { function v() {} return typeof v; })()",
  "(() => { { function v() {} } return typeof v; })()", "(() => { try { throw 1; } catch (v) { return v; } })()",
  "(() => { try { throw { v: 2 }; } catch ({ v }) { return v; } })()", "(() => { for (let v of [3]) return v; })()",
  "(() => { for (const v in { a: 1 }) return v; })()", "(() => { for (let v = 4; ;) return v; })()",
  "(() => { switch (v) { case 1: let v = 5; return v; } })()", "(() => { class v {} return typeof v; })()",
  "(() => { const { a: v = 6 } = {}; return v; })()", "(() => { const { a = v } = {}; return a; })()",
  "(() => { let a; ({ a = v } = {}); return a; })()", "(() => { let a; [a = v] = []; return a; })()",
  "(() => { let a; ({ [v]: a } = { 1: 7 }); return a; })()", "(() => { v: for (;;) { break v; } return v; })()",
  "(() => { const f = () => v; { let v = 2; return f(); } })()", "(class { static x = v; }).x", "(class { static [v] = 8; })[1]",
  "new (class { y = v; })().y", "(class { static { this.z = v; } }).z", "new (class { m() { return v; } })().m()",
  "new (class extends C { constructor() { super(v); } })().x", "(class v { static n() { return typeof v; } }).n()",
  "({ get x() { return v; } }).x", "({ m() { return v; } }).m()", "({ f() { return f(); } }).f()", "({ async *f() {} }).f.name",
  "[...gen()].join()", "[...arr, v].join()", "Math.max(...arr, v)", "({ ...o }).p", "v in { 1: 0 }", "o instanceof C",
  "v == 1 && v < 2 || v", "v ?? 0", "u ?? v", "v ** 2", "arr[v]", "arr[v]++", "o.p += v", "delete o.zz", "/v/.test('v')",
  "'v'", "((a, b = v, ...c) => [a, b, c].join())(0)", "(v => v)`v`", "eval('v')", "eval('typeof f')", "eval('let v = 3; v')",
  "(0, eval)('typeof v')", "new Function('return typeof v')()", "(() => eval('v'))()", "(function () { return arguments.length; })(v)",
  "typeof arguments", "typeof this", "(() => typeof this)()", "import.meta === import.meta", "Object.keys(import.meta).length >= 0",
  "(function () { return this === undefined; })()", "(() => { 'not strict'; return (function () { return typeof this; })(); })()",
  "(() => { try { undeclared = 1; } catch (e) { return e.name; } })()", "(() => { try { v = 2; } catch (e) { return e.name; } })()",
  "(() => { try { v++; } catch (e) { return e.name; } })()", "(() => { try { [v] = [1]; } catch (e) { return e.name; } })()",
  "(() => { try { ({ v } = { v: 1 }); } catch (e) { return e.name; } })()", "(() => { try { for (v of [1]); } catch (e) { return e.name; } })()",
  "(() => { try { f = 1; } catch (e) { return e.name; } })()", "(() => { try { f(); v ||= 2; return v; } catch (e) { return e.name; } })()",
];
expressions.forEach((expression, index) => {
  graph(`expression ${index}: ${expression}`, {
    main: `import { v, o, f, tag, C, set, u, arr, af, gen } from "lib";\nlog(${expression});\nset(2);\nlog(v, ${expression});`,
    lib: library,
  });
});

// Declarations that are exported, and what they are called and when they are there.
for (const [name, source] of Object.entries({
  "default function": "export default function () {}", "default named function": "export default function named() {}",
  "default generator": "export default function* () {}", "default async": "export default async function () {}",
  "default async generator": "export default async function* g() {}", "default arrow": "export default () => {}",
  "default parenthesized function": "export default (function () {})", "default parenthesized arrow": "export default (() => {})",
  "default class": "export default class {}", "default named class": "export default class Named {}",
  "default class with a static name": "export default class { static name = 'own'; }",
  "default class extends": "export default class extends Object {}", "default async arrow": "export default async () => {};",
  "default call": "export default (function () { return class {}; })()", "default number": "export default 1", "default object": "export default { a: 1 };",
  "default string": "export default 'text';", "default template": "export default `a${1}`", "default regexp": "export default /;/",
  "default sequence": "export default (1, 2)", "default comment": "export default /* a */ 3 // b",
  "default function with comments": "export default /* a */ async /* b */ function /* c */ * /* d */ () {}",
  "default identifier": "let x = 1; export default x; x = 2;", "default assignment": "let y; export default y = () => {};",
  "default as": "const a = () => {}; export { a as default };", "default class in an expression": "export default (class {}, class {})",
  "default new": "export default new (class Q {})()", "default await": "export default await 5;",
})) {
  graph(name, {
    main: `import d from "a"; import * as ns from "a"; log(typeof d, d?.name, Object.keys(ns), String(d?.prototype), d === ns.default);`,
    a: source,
  });
}
graph("a default is hoisted with its function", {
  main: `import "a"; import d from "b"; log(d.name);`,
  a: `import d from "b"; log(typeof d, d.name);`, b: `import "a"; export default function () {}`,
});
graph("a default class is not hoisted", {
  main: `import "b";`, a: `import d from "b"; try { d; } catch (e) { log(e.name); }`, b: `import "a"; export default class {}`,
});
graph("a default expression is not hoisted", {
  main: `import "b";`, a: `import d from "b"; try { typeof d; } catch (e) { log(e.name); }`, b: `import "a"; export default 1`,
});
graph("patterns are exported", `export const { a, b: [c, ...d], ...e } = { a: 1, b: [2, 3, 4], f: 5 }, [g = 6] = [];
  import * as self from "main"; log(Object.keys(self)); log(a, c, d, JSON.stringify(e), g);`);
graph("var, let, const, function, class, async", `export var a = 1, b; export let c = 2; export const d = 3; export function e() {} export class f {}
  export async function g() {} export function* h() {} export async function* i() {}
  import * as ns from "main"; log(Object.entries(ns).map(([k, v]) => k + ":" + typeof v));`);
graph("an assignment shows in the importer", {
  main: `import { x, inc } from "a"; log(x); inc(); log(x); const read = () => x; inc(); log(read());`,
  a: `export let x = 0; export const inc = () => { x += 1; };`,
});
graph("an alias is the same binding", {
  main: `import { x, y, set } from "a"; set(5); log(x, y);`, a: `let x = 1; export { x, x as y }; export function set(n) { x = n; }`,
});
graph("renamed imports", { main: `import { a as b, default as c } from "a"; log(b, c);`, a: `export const a = 1; export default 2;` });
graph("string names", {
  main: `import { "a b" as x, "☃" as y } from "a"; import * as ns from "a"; log(x, y, Object.keys(ns), ns["a b"]);`,
  a: `const p = 1, q = 2; export { p as "a b", q as "☃", p as "default", p as "0" };`,
});
graph("a string name is exported on", { main: `import * as ns from "a"; log(Object.keys(ns), ns["x y"]);`, a: `export { "p q" as "x y" } from "b";`, b: `const z = 3; export { z as "p q" };` });
graph("a namespace under a string name", { main: `import * as ns from "a"; log(ns["n s"].z);`, a: `export * as "n s" from "b";`, b: `export const z = 3;` });
graph("__proto__ as a name", { main: `import { __proto__ as p } from "a"; import * as ns from "a"; log(p, Object.keys(ns), Object.getPrototypeOf(ns));`, a: `const x = 1; export { x as __proto__ };` });
graph("names of Object.prototype", { main: `import { toString, constructor, hasOwnProperty } from "a"; log(toString(), constructor, hasOwnProperty);`, a: `export function toString() { return 1; } export const constructor = 2; export let hasOwnProperty = 3;` });
graph("a module that exports then", { main: `import * as ns from "a"; log(typeof ns.then); const r = await import("b"); log(r);`, a: `export function then() {}`, b: `export function then(resolve) { resolve("thenable"); }` });

// export *
graph("export * gives all but default", { main: `import * as ns from "a"; log(Object.keys(ns));`, a: `export * from "b"; export const z = 1;`, b: `export const y = 2, x = 3; export default 4;` });
graph("export * does not shadow", { main: `import { x } from "a"; log(x);`, a: `export * from "b"; export const x = "own";`, b: `export const x = "other";` });
graph("export * of a conflict leaves the name out", { main: `import * as ns from "a"; log(Object.keys(ns), ns.x);`, a: `export * from "b"; export * from "c";`, b: `export const x = 1, b = 1;`, c: `export const x = 2, c = 2;` });
graph("an import of a conflict fails", { main: `import { x } from "a"; log(x);`, a: `export * from "b"; export * from "c";`, b: `export const x = 1;`, c: `export const x = 2;` });
graph("export * of the same binding twice", { main: `import { x } from "a"; log(x);`, a: `export * from "b"; export * from "c";`, b: `export * from "d";`, c: `export { x } from "d";`, d: `export const x = "d";` });
graph("export * in a cycle", { main: `import * as ns from "a"; log(Object.keys(ns));`, a: `export * from "b"; export const a = 1;`, b: `export * from "a"; export const b = 2;` });
graph("export * of itself", `export * from "main"; export const a = 1; import * as ns from "main"; log(Object.keys(ns));`);
graph("default through export * fails", { main: `import d from "a"; log(d);`, a: `export * from "b";`, b: `export default 1;` });
graph("export { default } from", { main: `import d, { e } from "a"; log(d, e);`, a: `export { default, default as e } from "b";`, b: `export default 1;` });
graph("export * as ns", { main: `import { ns } from "a"; log(Object.keys(ns), ns.x);`, a: `export * as ns from "b";`, b: `export const x = 1;` });
graph("a namespace that was imported is exported", { main: `import { n, m } from "a"; log(n === m, n.x);`, a: `import * as n from "b"; export { n }; export * as m from "b";`, b: `export const x = 1;` });
graph("an import is exported on", { main: `import { y } from "a"; log(y);`, a: `import { x } from "b"; export { x as y };`, b: `export const x = 1;` });
graph("a chain of re-exports", { main: `import { d } from "a"; log(d);`, a: `export { c as d } from "b";`, b: `export { b as c } from "c";`, c: `export let b = 7;` });
graph("a circular re-export fails", { main: `import { x } from "a"; log(x);`, a: `export { x } from "b";`, b: `export { x } from "a";` });
graph("a missing name fails", { main: `import { nope } from "a"; log(1);`, a: `log("not run"); export const x = 1;` });
graph("a missing default fails", { main: `import nope from "a"; log(1);`, a: `export const x = 1;` });
graph("a missing name that is exported on fails", { main: `import "a";`, a: `export { nope } from "b";`, b: `` });
graph("a missing module fails", { main: `import "nowhere";` });
graph("a namespace of nothing", { main: `import * as ns from "a"; log(Object.keys(ns).length, ns.x, "x" in ns);`, a: `` });

// Namespaces
for (const [name, code] of Object.entries({
  order: "log(Reflect.ownKeys(ns).map(String))", tag: "log(Object.prototype.toString.call(ns), ns[Symbol.toStringTag])",
  prototype: "log(Object.getPrototypeOf(ns), Reflect.setPrototypeOf(ns, null), Reflect.setPrototypeOf(ns, {}))",
  extensible: "log(Object.isExtensible(ns), Reflect.preventExtensions(ns), Object.isFrozen(ns), Object.isSealed(ns))",
  descriptor: "log(JSON.stringify(Object.getOwnPropertyDescriptor(ns, 'a')), Object.getOwnPropertyDescriptor(ns, 'none'))",
  "descriptor of the tag": "log(JSON.stringify(Object.getOwnPropertyDescriptor(ns, Symbol.toStringTag)))",
  set: "log(Reflect.set(ns, 'a', 9), Reflect.set(ns, 'none', 9)); try { ns.a = 9 } catch (e) { log(e.name) } try { ns.none = 9 } catch (e) { log(e.name) }",
  delete: "log(Reflect.deleteProperty(ns, 'a'), Reflect.deleteProperty(ns, 'none'), Reflect.deleteProperty(ns, Symbol.toStringTag), Reflect.deleteProperty(ns, Symbol.iterator)); try { delete ns.a } catch (e) { log(e.name) }",
  define: "log(Reflect.defineProperty(ns, 'a', { value: 1 }), Reflect.defineProperty(ns, 'a', { value: 2 }), Reflect.defineProperty(ns, 'none', { value: 1 }), Reflect.defineProperty(ns, 'a', {}), Reflect.defineProperty(ns, 'a', { writable: true, enumerable: true, configurable: false, value: 1 }))",
  "define otherwise": "log(Reflect.defineProperty(ns, 'a', { configurable: true }), Reflect.defineProperty(ns, 'a', { enumerable: false }), Reflect.defineProperty(ns, 'a', { get() {} }), Reflect.defineProperty(ns, 'a', { writable: false }), Reflect.defineProperty(ns, Symbol.toStringTag, { value: 'Module' }), Reflect.defineProperty(ns, Symbol.toStringTag, { value: 'x' }))",
  in: "log('a' in ns, 'none' in ns, Symbol.toStringTag in ns, 'toString' in ns)", json: "log(JSON.stringify(ns))",
  spread: "log(JSON.stringify({ ...ns }))", "for in": "for (const k in ns) log(k)", assign: "log(JSON.stringify(Object.assign({}, ns)))",
  method: "log(ns.m() === ns, (0, ns.m)() === undefined)", entries: "log(Object.entries(ns).filter(([, v]) => typeof v === 'number').join(';'))",
  freeze: "try { Object.freeze(ns); log('frozen') } catch (e) { log(e.name) }", seal: "log(Object.isSealed(Object.seal(ns)))",
  "an object that inherits from it": "const o = Object.create(ns); log(o.a, 'a' in o, Object.keys(o).length)",
  identity: "log(ns === (await import('lib')), ns === self)",
})) {
  graph(`namespace: ${name}`, {
    main: `import * as ns from "lib"; import * as self from "lib"; ${code}`,
    lib: `export let a = 1; export const c = 3; export function m() { return this; } export { c as b, c as Z, c as $, c as "ü" };`,
  });
}
graph("reading a namespace too early", { main: `import "b";`, a: `import * as ns from "b"; try { ns.x; } catch (e) { log(e.name); } try { Object.keys(ns); } catch (e) { log(e.name); }
  log("x" in ns, Reflect.ownKeys(ns).length); try { Object.getOwnPropertyDescriptor(ns, "x"); } catch (e) { log(e.name); } log(ns.f(), ns.v);`, b: `import "a"; export let x = 1; export function f() { return "f"; } export var v = 2;` });

// Cycles and order
graph("functions are there in a cycle", { main: `import { even } from "even"; log(even(10), even(7));`, even: `import { odd } from "odd"; export function even(n) { return n === 0 || odd(n - 1); }`, odd: `import { even } from "even"; export function odd(n) { return n !== 0 && even(n - 1); } log(even(0));` });
graph("let in a cycle is not there yet", { main: `import "a";`, a: `import { b } from "b"; export let a = 1; log(b);`, b: `import { a } from "a"; export let b = 2; try { log(a); } catch (e) { log(e.name); }` });
graph("var in a cycle is undefined", { main: `import "a";`, a: `import "b"; export var a = 1;`, b: `import { a } from "a"; log(a);` });
graph("class in a cycle is not there yet", { main: `import "a";`, a: `import "b"; export class A {}`, b: `import { A } from "a"; try { new A(); } catch (e) { log(e.name); }` });
graph("typeof of what is not there yet", { main: `import "a";`, a: `import "b"; export const a = 1;`, b: `import { a } from "a"; try { log(typeof a); } catch (e) { log(e.name); }` });
graph("each module runs once, depth first", { main: `import "a"; import "b"; import "a"; log("main");`, a: `import "c"; log("a");`, b: `import "c"; import "a"; log("b");`, c: `log("c");` });
graph("imports run before what stands above them", { main: `log("main"); import "a";`, a: `log("a");` });
graph("imports of itself", `import { x as y } from "main"; export let x = 1; log(y); x = 2; log(y);`);
graph("an error in an import keeps the importer from running", { main: `import "a"; log("main");`, a: `log("a"); throw new RangeError("a");` });
graph("an error in a cycle", { main: `import "a"; log("main");`, a: `import "b"; log("a");`, b: `import "a"; log("b"); throw new TypeError("b");` });
graph("an error that is no error", { main: `import "a";`, a: `throw 5;` });
graph("a failed module fails the same way again", { main: `let one, two; try { await import("a"); } catch (e) { one = e; } try { await import("a"); } catch (e) { two = e; } log(one === two, one.message);`, a: `log("once"); throw new Error("x");` });
graph("modules of a failed graph that did run stay", { main: `await import("b").catch((e) => log(e.message)); log((await import("a")).x);`, a: `log("a once"); export const x = 1;`, b: `import "a"; throw new Error("b");` });

// Top-level await
graph("await", `log(1); const x = await Promise.resolve(2); log(x); export { x };`);
graph("await of a rejection", `log(1); await Promise.reject(new RangeError("no")); log(2);`);
graph("for await", `for await (const x of [1, Promise.resolve(2)]) log(x);`);
graph("await in a block, a condition, a class", `if (await true) { log(await 1); } log([await 2, ...(await [3])].join(), \`\${await 4}\`); class A { static [await "k"] = 5; } log(A.k);`);
graph("await in a function does not count", { main: `import "a"; import "b";`, a: `async function f() { await 1; log("f"); } f(); log("a");`, b: `log("b");` });
graph("siblings go on while one waits", { main: `import "a"; import "b"; log("main");`, a: `log("a1"); await 1; log("a2");`, b: `log("b");` });
graph("two siblings that wait", { main: `import "a"; import "b"; log("main");`, a: `log("a1"); await 1; log("a2"); await 2; log("a3");`, b: `log("b1"); await 1; log("b2"); await 2; log("b3");` });
graph("who imports what waits, waits", { main: `import "a"; import "c"; log("main");`, a: `import "b"; log("a");`, b: `log("b1"); await 1; log("b2");`, c: `log("c");` });
graph("a diamond over what waits", { main: `import "l"; import "r"; log("main");`, l: `import "x"; log("l");`, r: `import "x"; log("r");`, x: `log("x1"); await 0; log("x2");` });
graph("order of the parents of what waits", { main: `import "p3"; import "p1"; import "p2"; log("main");`, p1: `import "x"; log("p1");`, p2: `import "x"; await 0; log("p2");`, p3: `import "x"; log("p3");`, x: `await 0; log("x");` });
graph("an async cycle", { main: `import "a"; log("main");`, a: `import "b"; log("a1"); await 0; log("a2");`, b: `import "a"; log("b1"); await 0; log("b2");` });
graph("a rejection reaches all who wait", { main: `await Promise.allSettled([import("a"), import("b")]).then((r) => log(r.map((x) => x.status + x.reason?.message))); `, a: `import "x"; log("a");`, b: `import "x"; log("b");`, x: `await 0; throw new Error("x");` });
graph("a sibling of a failed one", { main: `import "a"; import "b"; log("main");`, a: `await 0; throw new Error("a");`, b: `log("b1"); await 0; await 0; await 0; log("b2");` });
graph("live bindings through await", { main: `import { x } from "a"; log(x); await 0; log(x);`, a: `export let x = 1; await 0; x = 2; Promise.resolve().then(() => { x = 3; });` });
graph("microtasks between", { main: `import "a"; import "b"; log("main"); Promise.resolve().then(() => log("m"));`, a: `Promise.resolve().then(() => log("pa")); log("a");`, b: `Promise.resolve().then(() => log("pb")); log("b");` });
graph("a default that is awaited", { main: `import d from "a"; log(d);`, a: `export default await Promise.resolve("late");` });

// import()
graph("import() gives the namespace", { main: `const ns = await import("a"); log(Object.keys(ns), ns.x);`, a: `export const x = 1; export default 2;` });
graph("import() twice", { main: `const [a, b] = await Promise.all([import("a"), import("a")]); log(a === b);`, a: `log("once");` });
graph("import() of a missing module", `await import("nowhere").catch((e) => log(e.name));`);
graph("import() of what does not compile", { main: `await import("a").catch((e) => log(e.name, e instanceof SyntaxError));`, a: `let let = 1;` });
graph("import() of what does not link", { main: `await import("a").catch((e) => log(e.name));`, a: `import { x } from "b";`, b: `` });
graph("import() with an expression", { main: `const n = "a"; log((await import(n + "")).x, (await import(\`\${n}\`)).x, (await import({ toString: () => n })).x);`, a: `export const x = 1;` });
graph("import() of a symbol", `await import(Symbol()).catch((e) => log(e.name));`);
graph("import() of what throws", `await import({ toString() { throw new RangeError("t"); } }).catch((e) => log(e.message));`);
graph("import() gives a promise", { main: `const p = import("a"); log(p instanceof Promise, typeof p.then); await p;`, a: `` });
graph("import() in a function of another module", { main: `import { load } from "a"; log((await load()).y);`, a: `export const load = () => import("b");`, b: `export const y = 2;` });
graph("import() of what is under way", { main: `import "a"; log("main");`, a: `const p = import("main"); p.then(() => log("then")); log("a");` });
graph("import() of what waits", { main: `import("a").then(() => log("one")); await import("a"); log("two");`, a: `log("a1"); await 0; log("a2");` });
graph("import() in all kinds of places", { main: `log([(await import("a")).x, await (async () => (await import("a")).x)(), (await [import("a")][0]).x, typeof import("a")].join());\nimport("a")\nimport("a").then(({ x }) => log(x)); await null;`, a: `export let x = 1;` });

// The text itself
graph("no semicolons", { main: `import { f, x } from "a"\nlog(x)\nf()\nf\n(1)\nlog(2)\nconst y = x\nf(y)\n;[1].map(f)\nlet z = 1\nexport { y, z }\nf()`, a: `export let x = 1\nexport function f(n) { log("f", n, this) }\nexport default f` });
graph("a statement before an import without a semicolon", { main: `const q = 1\nimport { f } from "a"\n(f)("called")\nvar r = q\nexport { r }\n(0, f)("again")`, a: `export const f = log;` });
graph("if, else, do, for, labels before a call", { main: `import { f } from "a"; if (1) f(1); else f(2); do f(3); while (0); for (let i = 0; i < 1; i++) f(4); l: f(5); switch (1) { case 1: f(6); default: f(7) } { f(8) } while (0) f(9); try { f(10) } finally { f(11) }`, a: `export const f = log;` });
graph("a hashbang", `#!/usr/bin/env node\nlog("ran");`);
graph("a comment at the end", `log(1); export const a = 1; // the end`);
graph("names that rewriting could use", { main: `import { a } from "a"; const $i = 1, $m = 2, $default = 3; log($i, $m, $default, a);`, a: `export const a = 4; export default 5; let $i = 0, $m = 0, $default1;` });
graph("unicode escapes", { main: `import { \\u0061bc as d, é } from "a"; log(d, \\u0064, é);`, a: `export const abc = 1, é = 2;` });
graph("contextual words as names", { main: `import { from, as, of, get, set, async, type } from "a"; log(from, as, of, get, set, async, type);`, a: `export const from = 1, as = 2, of = 3, get = 4, set = 5, async = 6, type = 7;` });
graph("as and from everywhere", { main: `import as, { as as as2 } from "a"; import from from "a"; log(as, from, as2);`, a: `export const as = 2; export default 3;` });
graph("regular expressions", `log(/[/]"/.test('/"'), /(?<y>\\d)/v.test("1"), /[\\p{L}--[a-z]]/v.test("A"), "a/b".split(/\\//).length);`);
graph("line ends", `log(1);\r\nlog(2);\rlog(3);\u2028log(4);\u2029log(5); export let a = 1`);
graph("strict mode", `try { delete Object.prototype; } catch (e) { log(e.name); } log((function () { return this; })() === undefined); let o = Object.freeze({ a: 1 }); try { o.a = 2; } catch (e) { log(e.name); }`);
for (const [name, source] of Object.entries({
  "with": "with ({}) {}", "octal": "let x = 010;", "delete of a name": "let x; delete x;", "arguments assigned": "arguments = 1;",
  "eval declared": "let eval = 1;", "await as a name": "let await = 1;", "yield as a name": "var yield;", "return": "return 1;",
  "new.target": "new.target;", "super": "super.x;", "duplicate exports": "let a; export { a, a };", "two defaults": "export default 1; export default 2;",
  "an export of nothing": "export { nothing };", "import in a block": "{ import 'a'; }", "export in a function": "function f() { export let x; }",
  "two imports of one name": "import { a } from 'a'; import { a } from 'b';", "an import and a let": "import { a } from 'a'; let a;",
  "an import and a function": "import { a } from 'a'; function a() {}", "an import and a var": "import { a } from 'a'; var a;",
  "implements": "let implements;", "html comment": "<!-- x", "two lets": "let q; let q;", "break": "break;", "import.meta assigned": "import.meta = 1;",
  "import() without an argument": "import();", "a lone surrogate as a name": `export { x as "\\ud800" }; let x;`, "new import()": "new import('a');",
  "an unfinished block": "if (1) {", "duplicate parameters": "function f(a, a) {}", "labels": "a: a: ;", "private name": "class A { m() { this.#x; } }",
})) {
  graph(`not a module: ${name}`, { main: `log("ran"); import "sound";\n${source}`, sound: `log("sound");`, a: `export let a;`, b: `export let a;` });
}
graph("hoisting of functions and vars", `log(typeof f, typeof v, f()); function f() { return 1; } var v = 2; log(v); { function g() {} } log(typeof g);`);
graph("the module's scope is not the global one", `var v = 1; function f() {} let l; class C {} log("v" in globalThis, "f" in globalThis, "l" in globalThis, "C" in globalThis); globalThis.shared = 1; log(shared);`);
graph("a global of the same name as an import", { main: `globalThis.x = "global"; import { x } from "a"; log(x, globalThis.x); (0, eval)("log(x)");`, a: `export const x = "module";` });
graph("closures over loops", `const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i); export const sum = fs.map((f) => f()).join(); log(sum);`);
graph("generators", { main: `import { g } from "a"; log([...g()].join());`, a: `export function* g() { yield 1; const x = yield* [2, 3]; yield typeof x; }` });
graph("private names and accessors", `class A { #x = 1; static #y = 2; get x() { return this.#x; } static has(o) { return #x in o; } static get y() { return A.#y; } } log(new A().x, A.has(new A()), A.has({}), A.y); export { A };`);
graph("names of functions", `const a = () => {}, b = function () {}, c = class {}; let d; d = () => {}; export { a, b, c, d }; export const e = () => {}; export let { f = () => {} } = {}; log(a.name, b.name, c.name, d.name, e.name, f.name);`);

// A large graph, and a deep one.
const wide = { main: "" };
for (let index = 0; index < 50; index += 1) {
  wide[`w${index}`] = `export let x${index} = ${index}; ${index > 0 ? `import { x${index - 1} } from "w${index - 1}"; x${index} += x${index - 1};` : ""}`;
  wide.main += `import { x${index} } from "w${index}"; `;
}
wide.main += "log(x49);";
graph("fifty modules", wide);

async function run({ modules }) {
  const lines = [];
  const context = vm.createContext({ log: (...values) => void lines.push(values.map(String).join(" ")) });
  const made = new Map();
  const started = new Map();
  const fail = (specifier) => {
    throw Object.assign(new TypeError(`no ${specifier}`));
  };
  const make = (id) => {
    if (!Object.hasOwn(modules, id)) fail(id);
    if (!made.has(id)) {
      made.set(id, new vm.SourceTextModule(modules[id], {
        identifier: id, context,
        importModuleDynamically: async (specifier) => {
          const module = make(specifier);
          // What is under way is given as it is.
          if (module.status === "evaluating" && !started.has(module)) return module.namespace;
          if (module.status === "evaluated" && !started.has(module)) return module;
          if (!started.has(module)) started.set(module, module.link(make).then(() => module.evaluate()));
          await started.get(module);
          return module;
        },
      }));
    }
    return made.get(id);
  };
  try {
    const main = make("main");
    await main.link(make);
    await main.evaluate();
    lines.push(`exports ${Object.keys(main.namespace)}`);
  } catch (error) {
    const isError = typeof error === "object" && error !== null && "name" in error;
    lines.push(`throws ${isError ? error.name : String(error)}`);
  }
  return lines;
}

(async () => {
  const rows = [];
  for (const one of graphs) rows.push({ ...one, expected: await run(one) });
  console.log(`[\n${rows.map((row) => JSON.stringify(row)).join(",\n")}\n]`);
})();
