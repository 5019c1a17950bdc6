import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  Client,
  ClientClosedError,
  ConnectionLostError,
  DisposedError,
  HostFunction,
  InvalidRequestError,
  MemoryLimitError,
  ScriptError,
  ScriptPromise,
  ScriptTimeoutError,
  UnavailableError,
  classOf,
} from "isolates";
import { children, eventually, program, sleep, timeout, withClient } from "./support.js";

describe("methods", { timeout }, () => {
  it("of contexts", withClient(async (client) => {
    const context = await client.createContext({ animal: "cat", count: 2 }, { name: "cats" });
    assert.equal(await client.isContext(context), true);
    assert.equal(await client.isContext("c999"), false);
    await client.runInContext("count += 1; name = 'kitty'", context);
    assert.deepEqual(await context.getSandbox(), { animal: "cat", count: 3, name: "kitty" });
    await context.setSandbox({ count: 10 }, { remove: ["animal"] });
    const fork = await context.fork();
    await fork.run("count = 0");
    assert.deepEqual(await context.run("[count, typeof animal]"), [10, "undefined"]);
    assert.equal((await context.stats()).runs > 0, true);
    assert.equal((await client.stats()).contexts, 2);
    await context.dispose();
    assert.equal(await context.isAlive(), false);
    await assert.rejects(context.run("1"), DisposedError);
    await assert.rejects(client.runInContext("1", {}), /expected a Context/);
  }));

  it("of runs in new and main contexts", withClient(async (client) => {
    const { result, sandbox } = await client.runInNewContext("b = a + 1; a", { a: 3 });
    assert.deepEqual([result, sandbox], [3, { a: 3, b: 4 }]);
    const code = "Object.defineProperty(this, 'x', { enumerable: true, get() { throw 1 } }); 2";
    const outcome = await client.runInNewContext(code);
    assert.equal(outcome.result, 2);
    assert.throws(() => outcome.sandbox, ScriptError);
    await client.runInThisContext("var kept = 5");
    assert.equal(await client.runInThisContext("kept"), 5);
  }));

  it("of scripts and templates", withClient(async (client) => {
    const code = "n += 1\n//# sourceMappingURL=x.map";
    const script = await client.createScript(code, { produceCachedData: true });
    assert.equal(script.sourceMapURL, "x.map");
    const context = await client.createContext({ n: 1 });
    assert.equal(await script.runInContext(context), 2);
    assert.equal((await script.runInNewContext({ n: 5 })).result, 6);
    assert.equal((await client.createScript(code, { cachedData: script.cachedData })).cachedDataRejected, false);
    await script.dispose();
    await assert.rejects(script.runInContext(context), DisposedError);
    await assert.rejects(client.createScript("a b", { filename: "wrong.js" }), { filename: "wrong.js", code: 1 });
    const template = await client.createTemplate(["const twice = n => 2 * n"], { base: 4 }, { warmUp: ["twice(1)"] });
    assert.equal(await (await template.createContext({ n: 5 })).run("twice(n) + base"), 14);
    assert.equal((await client.runInNewContext("twice(base)", undefined, { template })).result, 8);
    await template.dispose();
    await assert.rejects(template.createContext(), DisposedError);
  }));
});

describe("errors", { timeout }, () => {
  it("have a class for each kind", withClient(async (client) => {
    const context = await client.createContext({ n: 1 });
    await assert.rejects(context.run("n = 2; while (true);", { timeout: 50 }), (error) => {
      assert.ok(error instanceof ScriptTimeoutError);
      assert.deepEqual([error.name, error.code, error.rolledBack], ["ScriptTimeoutError", 2, true]);
      return true;
    });
    assert.equal(await context.run("n"), 1);
    const fill = "let a = []; for (;;) a.push(new Array(1e5).fill(1))";
    await assert.rejects(client.runInNewContext(fill, {}, { memoryLimit: 100 << 20 }), MemoryLimitError);
    await assert.rejects(context.run("1", { timeout: 0 }), InvalidRequestError);
    await assert.rejects(context.run("1", { nonsense: 1 }), /nonsense/);
    await assert.rejects(
      context.run("\nthrow Object.assign(new RangeError('far'), { by: 5n })", { filename: "s.js" }),
      (error) => {
        assert.ok(error instanceof ScriptError && error.thrown instanceof RangeError);
        assert.deepEqual([error.thrown.by, error.filename, error.line], [5n, "s.js", 2]);
        assert.match(error.scriptStack, /RangeError: far/);
        return true;
      },
    );
  }));
});

describe("functions of the client", { timeout }, () => {
  it("are called with this, and may be called from anywhere", withClient(async (client) => {
    const seen = [];
    const f = function (...args) {
      seen.push([this, args]);
      return args.length;
    };
    const context = await client.createContext({ f, o: { f } });
    assert.equal(await context.run("f.call({ x: 1 }, 1n, []) + o.f() + f.name"), "2f");
    assert.deepEqual(seen[0], [{ x: 1 }, [1n, []]]);
    const down = async (n) =>
      n === 0 ? 0 : (await client.runInNewContext("down(n - 1)", { down: new HostFunction(down, { async: false }), n })).result;
    assert.equal(await down(5), 0);
  }));

  it("give promises if they are async", withClient(async (client) => {
    const later = async (n) => n + 1;
    const waits = new HostFunction(later, { name: "waits", async: false });
    const context = await client.createContext({ later, waits });
    assert.equal(await context.run("later(1) instanceof Promise"), true);
    assert.equal(await context.run("waits(1)"), 2);
    const sums = "Promise.all([1, 2, 3].map(n => later(n))).then(String)";
    assert.equal(await context.run(sums, { awaitPromise: true }), "2,3,4");
    const many = "Promise.all(Array.from({ length: 2000 }, (_, i) => later(i))).then(all => all.length)";
    assert.equal(await context.run(many, { awaitPromise: true }), 2000);
  }));

  it("throw in the script what they throw", withClient(async (client) => {
    const inner = await client.createContext();
    const context = await client.createContext({
      refuse() {
        throw Object.assign(new TypeError("not so"), { code: "E" });
      },
      primitive() {
        throw 5n;
      },
      forward: new HostFunction(() => inner.run("throw new RangeError('inner')"), { async: false }),
      promise: () => [Promise.resolve()],
    });
    const caught = (name) =>
      context.run(`(() => { try { ${name}() } catch (e) { return [e?.name, e?.message ?? e, e?.code] } })()`);
    assert.deepEqual(await caught("refuse"), ["TypeError", "not so", "E"]);
    assert.deepEqual(await caught("primitive"), [undefined, 5n, undefined]);
    assert.deepEqual((await caught("forward")).slice(0, 2), ["RangeError", "inner"]);
    assert.match((await caught("promise"))[1], /await it first/);
  }));
});

describe("handles", { timeout }, () => {
  it("of functions are called, passed on and released", withClient(async (client) => {
    const context = await client.createContext();
    const add = await context.run("(function add(a, b) { return this.base + a + b })");
    assert.deepEqual([add.name, add.length], ["add", 2]);
    assert.equal(await add.call({ base: 10 }, 1, 2), 13);
    const same = await context.run("globalThis.same = (a) => a");
    assert.equal(await context.run("same"), same);
    assert.equal(await same(add), add);
    const endless = await context.run("() => { while (true); }");
    await assert.rejects(endless.callWith(undefined, [], { timeout: 50 }), ScriptTimeoutError);
    await add.release();
    await add.release();
    await assert.rejects(add(1, 2), DisposedError);
  }));

  it("of promises are awaited", withClient(async (client) => {
    const context = await client.createContext();
    const promise = await context.run("Promise.resolve(4)");
    assert.ok(promise instanceof ScriptPromise);
    assert.equal(await promise.result(), 4);
    await promise.release();
    await assert.rejects((await context.run("Promise.reject(5)")).result(), { thrown: 5 });
    await assert.rejects((await context.run("new Promise(() => {})")).result(), ScriptError);
  }));
});

describe("events", { timeout }, () => {
  it("come before the answer", async () => {
    const entries = [];
    const rejections = [];
    const client = await Client.stdio({
      program,
      console: (entry) => entries.push(entry),
      unhandledRejection: (rejection) => rejections.push(rejection),
    });
    const context = await client.createContext();
    await context.run("console.log('a %d', 1, { b: 2n }); console.error(new Map()); Promise.reject(new Error('lost'))");
    assert.deepEqual(entries.map(({ level, text }) => [level, text]), [["log", "a 1 { b: 2n }"], ["error", "Map(0) {}"]]);
    assert.deepEqual(entries[0].args[2], { b: 2n });
    await context.run("1");
    assert.deepEqual(rejections.map(({ value }) => value.message), ["lost"]);
    await client.close();
  });
});

describe("modules", { timeout }, () => {
  it("come from maps and resolvers", withClient(async (client) => {
    const mapped = await client.createContext({}, { modules: { a: "export default 1" } });
    const namespace = await mapped.run("import a from 'a'; export const b = a + 1", { type: "module" });
    assert.deepEqual([namespace, classOf(namespace)], [{ b: 2 }, "Module"]);
    const modules = async ({ specifier }) => {
      if (specifier === "text") return "export default 'text'";
      if (specifier === "values") return { id: "values", exports: { twice: (n) => 2 * n } };
      if (specifier === "refused") throw new TypeError("not for you");
      return undefined;
    };
    const context = await client.createContext({}, { modules });
    const code = "import t from 'text'; import { twice } from 'values'; export const r = [t, twice(4)]";
    assert.deepEqual(await context.run(code, { type: "module" }), { r: ["text", 8] });
    await assert.rejects(context.run("import 'refused'", { type: "module", filename: "x" }), /not for you/);
    await assert.rejects(context.run("import 'nowhere'", { type: "module", filename: "y" }), /Cannot find module/);
    const outcome = await client.runInNewContext("import('text')", {}, { modules, awaitPromise: true });
    assert.deepEqual(outcome.result, { default: "text" });
  }));
});

describe("cancelling", { timeout }, () => {
  it("ends the run, and the context goes on", withClient(async (client) => {
    const abort = new AbortController();
    const context = await client.createContext({ started: () => abort.abort(new Error("enough")), n: 1 });
    await assert.rejects(context.run("n = 2; started(); while (true);", { signal: abort.signal }), /enough/);
    assert.equal(await context.run("n", { timeout: 20_000 }), 1);
    await assert.rejects(context.run("n = 3", { signal: abort.signal }), /enough/);
    await assert.rejects(context.run("while (true);", { signal: AbortSignal.timeout(100) }), { name: "TimeoutError" });
    assert.equal(await context.run("n", { timeout: 20_000 }), 1);
  }));

  it("disposes of what nobody gets", withClient(async (client) => {
    await client.createContext();
    const abort = new AbortController();
    const made = Array.from({ length: 8 }, () => client.createContext({}, { signal: abort.signal }));
    // All are written by then, and no answer has been read: that takes a turn of the event loop.
    for (let turn = 0; turn < 100; turn += 1) await null;
    abort.abort();
    for (const outcome of await Promise.allSettled(made)) assert.equal(outcome.status, "rejected");
    assert.ok(await eventually(async () => (await client.stats()).contexts === 1));
  }));
});

describe("the end of the program", { timeout }, () => {
  it("fails what is in flight", withClient(async (client) => {
    const context = await client.createContext({
      started() {
        for (const pid of children()) process.kill(pid, "SIGKILL");
      },
    });
    await assert.rejects(context.run("started(); while (true);"), (error) => {
      assert.ok(error instanceof ConnectionLostError);
      assert.equal(error.mayHaveRun, true);
      assert.match(error.message, /SIGKILL.*may have run/);
      return true;
    });
    await assert.rejects(context.run("1"), (error) => error instanceof ConnectionLostError && !error.mayHaveRun);
  }));

  it("leaves nothing after close", async () => {
    const client = await Client.stdio({ program });
    const context = await client.createContext();
    const run = assert.rejects(context.run("while (true);"), ConnectionLostError);
    await sleep(50);
    await client.close();
    await run;
    await client.close();
    assert.deepEqual(children(), []);
    await assert.rejects(client.stats(), ClientClosedError);
  });

  it("says what could not be started", async () => {
    await assert.rejects(Client.stdio({ program: "/nowhere/isolates" }), (error) => {
      assert.ok(error instanceof UnavailableError);
      assert.match(error.message, /nowhere.*program/);
      return true;
    });
    const client = await Client.stdio({ program, args: ["--nonsense"] });
    await assert.rejects(client.stats(), /status 64/);
    await client.close();
  });
});
