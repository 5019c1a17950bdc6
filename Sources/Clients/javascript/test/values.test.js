import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { InvalidRequestError, ScriptError, ValueTooLargeError, classOf } from "isolates";
import { timeout, withClient } from "./support.js";

/** Sends a value, has a script look at it (as v), and returns what comes back. */
async function check(context, v, condition) {
  await context.setSandbox({ v });
  assert.equal(await context.run(condition), true, condition);
  return await context.run("v");
}

const valueTest = (body) => withClient(async (client) => body(await client.createContext()));

describe("values", { timeout }, () => {
  it("cross as what they are", valueTest(async (context) => {
    for (const [value, condition] of [
      [null, "v === null"],
      [undefined, "v === undefined && 'v' in globalThis"],
      [true, "v === true"],
      [0, "Object.is(v, 0)"],
      [-0, "Object.is(v, -0)"],
      [NaN, "Number.isNaN(v)"],
      [-Infinity, "v === -Infinity"],
      [2 ** 60, "v === 2 ** 60"],
      [5e-324, "v === 5e-324"],
      ["tür 😀 \u2028 \0", String.raw`v === 't\u00fcr \u{1f600} \u2028 \0'`],
      ["a\ud800b\udc00", String.raw`v === 'a\ud800b\udc00'`],
      [-(2n ** 70n), "v === -(2n ** 70n)"],
      [Symbol.for("x"), "v === Symbol.for('x')"],
      [new Date(1e12), "v.getTime() === 1e12"],
      [new Date(-8.64e15), "v.getTime() === -8.64e15"],
      [/a+\/\d/gi, String.raw`v.source === 'a+\\/\\d' && v.flags === 'gi'`],
      [new Map([[{ k: 1 }, "object"], [NaN, 1], ["1", 2], [1, 3]]), "v.get(1) === 3 && v.get(NaN) === 1"],
      [new Set([1, "1", { k: 1 }]), "v.has('1') && v.size === 3"],
      [Uint8Array.of(0, 255), "v instanceof Uint8Array && v[1] === 255"],
      [Float64Array.of(0.5), "v instanceof Float64Array && v[0] === 0.5"],
      [BigInt64Array.of(-1n), "v instanceof BigInt64Array && v[0] === -1n"],
      [new DataView(Uint8Array.of(1, 2).buffer), "v instanceof DataView && v.getUint8(1) === 2"],
      [Uint8Array.of(1, 2).buffer, "v instanceof ArrayBuffer && v.byteLength === 2"],
      [[], "Array.isArray(v)"],
      [{ $type: "ref", value: 3, id: 4 }, "v.$type === 'ref' && v.value === 3"],
      [JSON.parse('{"__proto__":{"x":1},"constructor":2}'), "Object.hasOwn(v, '__proto__') && v.x === undefined"],
    ]) {
      assert.deepEqual(await check(context, value, condition), value);
    }
  }));

  it("cross as their nearest where they can't", valueTest(async (context) => {
    class Point {
      x = 1;
      get y() {
        return 2;
      }
    }
    assert.deepEqual(await check(context, new Point(), "Object.getPrototypeOf(v) === Object.prototype"), { x: 1 });
    assert.equal(await check(context, Object(5n), "v === 5n"), 5n);
    assert.deepEqual(await check(context, Buffer.from([7]), "v instanceof Uint8Array"), Uint8Array.of(7));
    const pair = Uint8Array.of(1, 2, 3).subarray(1);
    assert.deepEqual(await check(context, pair, "v.buffer.byteLength === 2"), Uint8Array.of(2, 3));
    assert.deepEqual(await check(context, [1, , 3], "1 in v && v[1] === undefined"), [1, undefined, 3]);
    const symbol = await check(context, Symbol("x"), "v.description === 'x' && Symbol.keyFor(v) === undefined");
    assert.equal(symbol.description, "x");
    assert.equal((await check(context, new Date(NaN), "Number.isNaN(v.getTime())")).getTime(), NaN);
    const map = await context.run("new WeakMap()");
    assert.deepEqual([map, classOf(map), classOf({})], [{}, "WeakMap", undefined]);
    await assert.rejects(context.setSandbox({ v: Promise.resolve() }), /await it first/);
    await assert.rejects(context.setSandbox({ v: new SharedArrayBuffer(1) }), /can't be shared/);
  }));

  it("keep errors as errors", valueTest(async (context) => {
    const error = Object.assign(new TypeError("no", { cause: new Error("why") }), { code: "E" });
    const back = await check(context, error, "v instanceof TypeError && v.code === 'E' && v.cause.message === 'why'");
    assert.ok(back instanceof TypeError && back.cause instanceof Error);
    assert.deepEqual([back.message, back.code, back.cause.message], ["no", "E", "why"]);
    assert.deepEqual(Object.keys(back), ["code"]);
    // This program's files are none of a script's business.
    assert.equal(await context.run("String(v.stack).includes('values.test.js')"), false);
    const many = await context.run("new AggregateError([1, new RangeError('r')], 'm')");
    assert.ok(many instanceof AggregateError && many.errors[1] instanceof RangeError);
    assert.match(many.stack, /evalmachine/);
    class Own extends Error {
      name = "Own";
    }
    const own = await check(context, new Own("x"), "v instanceof Error && v.name === 'Own'");
    assert.equal(`${own}`, "Own: x");
  }));

  it("keep shared and cyclic references", valueTest(async (context) => {
    const shared = [1];
    const value = { a: shared, b: shared, $type: "mine", date: new Date(0) };
    value.self = value;
    value.sameDate = value.date;
    value.map = new Map([[value, shared]]);
    value.set = new Set([shared, value]);
    value.error = Object.assign(new Error("e"), { value });
    const back = await check(
      context,
      value,
      "v.a === v.b && v.self === v && v.map.get(v) === v.a && v.set.has(v) && v.error.value === v && v.date === v.sameDate",
    );
    assert.equal(back.a, back.b);
    assert.equal(back.self, back);
    assert.equal(back.map.get(back), back.a);
    assert.deepEqual([...back.set], [back.a, back]);
    assert.equal(back.error.value, back);
    // A reference before what it refers to: keys that are indices come first.
    const early = await context.run("const s = { q: 1 }; ({ b: s, 1: [s], 0: new Set([s]) })");
    assert.ok(early.b === early[1][0] && early[0].has(early.b));
    assert.deepEqual(await check(context, [[], []], "v[0] !== v[1]"), [[], []]);
  }));

  it("may be deep, and are refused when they are too deep", valueTest(async (context) => {
    const nested = (depth) => Array.from({ length: depth }).reduce((inner) => [inner], []);
    assert.deepEqual(await check(context, nested(990), "v.length === 1"), nested(990));
    const maps = Array.from({ length: 190 }).reduce((m) => new Map([[{ $type: 1 }, { m }]]), 0);
    assert.deepEqual(await check(context, maps, "v.size === 1"), maps);
    await assert.rejects(context.run("let d = 0; for (let i = 0; i < 5000; i++) d = [d]; d"), ValueTooLargeError);
    await assert.rejects(
      context.setSandbox({ v: nested(20_000) }),
      (error) => error instanceof ValueTooLargeError || error instanceof InvalidRequestError,
    );
    assert.equal(await context.run("1 + 1"), 2);
  }));

  it("may be long", valueTest(async (context) => {
    const text = "x".repeat(8 << 20);
    assert.ok((await check(context, text, `v.length === ${8 << 20}`)) === text);
    const bytes = new Uint8Array(1 << 20).fill(7);
    assert.deepEqual(await check(context, bytes, "v.every(byte => byte === 7)"), bytes);
  }));

  it("may be thrown", valueTest(async (context) => {
    for (const [code, thrown] of [["throw undefined", undefined], ["throw [1n]", [1n]], ["throw 'text'", "text"]]) {
      await assert.rejects(context.run(code), (error) => {
        assert.ok(error instanceof ScriptError);
        assert.deepEqual(error.thrown, thrown);
        return true;
      });
    }
  }));
});
