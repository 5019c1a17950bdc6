import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { DisposedError } from "isolates";
import { Place } from "../src/handles.js";
import { Session } from "../src/session.js";
import { StdioConnector } from "../src/stdio.js";
import { eventually, program, sleep, timeout } from "./support.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc");

describe("functions that are collected", { timeout }, () => {
  it("are released, as often as the supervisor told of them", async () => {
    const session = new Session(new StdioConnector({ program }), {}, { makeFunction: () => () => {} });
    await session.open();
    const place = new Place(session.generation);
    const sandbox = { take() {} };
    place.id = (await session.request("createContext", place, {}, { sandbox })).context;
    session.know(place);
    const run = async (code) => (await session.request("runInContext", place, { context: place.id, code })).result;
    const handle = await (async () => session.handles.entry(await run("globalThis.f = () => 1")).handle)();
    await run("take(f); take(f); console.log(f)");
    const isGone = async () => {
      collect();
      await sleep(10);
      try {
        await session.request("callFunction", place, { handle }, { args: [] });
        return false;
      } catch (error) {
        assert.ok(error instanceof DisposedError);
        return true;
      }
    };
    assert.ok(await eventually(isGone));
    // It can be had again.
    const again = session.handles.entry(await run("f"));
    assert.equal((await session.request("callFunction", place, { handle: again.handle }, { args: [] })).result, 1);
    await session.close();
  });
});
