// Modules that are loaded and run once in the process that contexts with modules are forked from, so that these find
// the parser and the loader compiled. Between them they have most of the language's syntax.
(function () {
  "use strict";
  const grammar = `
import d, { a as b } from "r1"; import * as ns from "r2"; export * from "r3"; import j from "json" with { type: "json" };
export const f = async ({ a = 1, ...rest }, [x, , y] = []) => {
  for (const k of rest) { if (k > 2 && !y) continue; else break; }
  return await b?.c ?? \`t\${x}\`;
};
export class C extends d {
  static #p = 1;
  #q = /re[a-z]+/giu;
  get v() { return this.#q; }
  *g() { yield* ns; }
  async m(...args) { try { super.m(...args); } catch (e) { throw new TypeError("x"); } finally { delete this.x; } }
}
export default function (n) {
  let i = 0;
  while (i < n) {
    i += 1;
    switch (i) {
      case 1: return { n, [i]: 2, "k": -i, m() {}, get p() { return 0x1f; } };
      default: do { i <<= 2; } while (i !== 3);
    }
  }
  return typeof n === "string" ? n in ns : void 0;
}
export { b as q }; export let { o, p: [r] } = { o: 1, p: [2] };
label: for (var k = 0; k < 3; k++) { const s = () => import.meta.url + j.x, t = function* () { yield import("r1"); }; break label; }`;

  function small(index) {
    const names = [1, 2, 3].map((back) => index - back).filter((other) => other >= 0);
    const imports = names.map((other) => `import { v as v${other} } from "r${other}";`).join(" ");
    return `${imports} export const v = ${["1", ...names.map((other) => `v${other}`)].join(" + ")}, a = {}; export default class {}`;
  }

  const map = { __proto__: null, json: { source: '{ "x": 1 }', type: "json" }, grammar };
  for (let index = 0; index < 12; index += 1) map[`r${index}`] = small(index);
  return { map, main: 'import "grammar"; export * from "r11";' };
})
