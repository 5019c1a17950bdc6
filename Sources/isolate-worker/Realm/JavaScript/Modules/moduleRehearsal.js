// Modules that are loaded and run in a process that contexts with modules are forked from, so that these find the parser
// and the loader compiled, and memory ready for what they make. No module that anybody else makes has such an id.
(function () {
  "use strict";
  const ID = "\0rehearsal";
  // Most of the language's syntax.
  const grammar = `
import d, { a as b } from "${ID}1"; import * as ns from "${ID}2"; export * from "${ID}3"; import j from "${ID}json" with { type: "json" };
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
label: for (var k = 0; k < 3; k++) { const s = () => import.meta.url + j.x, t = function* () { yield import("${ID}1"); }; break label; }`;

  function small(index) {
    const names = [1, 2, 3].map((back) => index - back).filter((other) => other >= 0);
    const imports = names.map((other) => `import { v as v${other} } from "${ID}${other}";`).join(" ");
    return `${imports} export const v = ${["1", ...names.map((other) => `v${other}`)].join(" + ")}, a = {}; export default class {}`;
  }

  const map = {
    __proto__: null, [`${ID}json`]: { source: '{ "x": 1 }', type: "json" }, [`${ID}grammar`]: grammar,
  };
  for (let index = 0; index < 12; index += 1) map[ID + index] = small(index);
  return {
    map,
    id: ID,
    main: `import "${ID}grammar"; export * from "${ID}11";`,
    // Runs nothing that a script could have changed.
    plainMain: `export * from "${ID}11";`,
  };
})
