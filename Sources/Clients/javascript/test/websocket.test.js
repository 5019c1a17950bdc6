import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { Client, ConnectionLostError, DisposedError, UnavailableError } from "isolates";
import { Client as BrowserClient } from "../src/browser.js";
import { Service, findWs, sleep, timeout } from "./support.js";

const WebSocket = findWs();
const skip = WebSocket ? false : "the package ws is not installed";
const reconnect = { firstDelay: 50, longestDelay: 200, patience: 20_000 };

const withService = (body) => async () => {
  const service = await Service.start();
  try {
    await body(service);
  } finally {
    await service.kill();
  }
};

describe("WebSockets", { timeout, skip }, () => {
  it("carry what standard streams carry", withService(async (service) => {
    const client = await Client.websocket(service.url, { WebSocket });
    const context = await client.createContext({ twice: (n) => 2 * n });
    assert.equal(await context.run("twice(21)"), 42);
    const text = "x".repeat(3 << 20);
    assert.ok((await client.runInNewContext("t", { t: text })).result === text);
    await client.close();
  }));

  it("work as in browsers", withService(async (service) => {
    // In a browser there is nothing but the standard interface.
    const client = await BrowserClient.websocket(service.url, { WebSocket });
    assert.equal((await client.runInNewContext("f(1)", { f: (n) => n + 1 })).result, 2);
    await client.close();
    assert.equal(BrowserClient.stdio, undefined);
    await assert.rejects(BrowserClient.websocket(service.url, { WebSocket, token: "t" }), /takes no headers/);
  }));

  it("take tokens", async () => {
    const folder = mkdtempSync(join(tmpdir(), "isolates-"));
    const sha256 = createHash("sha256").update("secret").digest("hex");
    writeFileSync(join(folder, "tokens"), `${JSON.stringify({ tenant: "t", sha256 })}\n`);
    const service = await Service.start(["--tokens", join(folder, "tokens")]);
    try {
      const client = await Client.websocket(service.url, { WebSocket, token: "secret" });
      assert.equal((await client.runInNewContext("1")).result, 1);
      await client.close();
      await assert.rejects(Client.websocket(service.url, { WebSocket, token: "wrong" }), /401/);
    } finally {
      await service.kill();
      rmSync(folder, { recursive: true });
    }
    await assert.rejects(Client.websocket(service.url, { WebSocket }), UnavailableError);
  });

  it("come back, and nothing is sent twice", async () => {
    const service = await Service.start();
    const client = await Client.websocket(service.url, { WebSocket, reconnect });
    const runs = [];
    const context = await client.createContext({
      start(name) {
        runs.push(name);
        service.kill();
      },
    });
    const f = await context.run("() => 1");
    const script = await client.createScript("1");
    await assert.rejects(context.run("start('first'); while (true);"), { name: "ConnectionLostError", mayHaveRun: true });
    let isDone = false;
    const waiting = client.runInNewContext("1 + 1").finally(() => (isDone = true));
    await sleep(300);
    assert.equal(isDone, false);
    await service.ended;
    const next = await Service.start([], service.port);
    try {
      assert.equal((await waiting).result, 2);
      assert.deepEqual(runs, ["first"]);
      for (const gone of [() => context.run("1"), () => f(), () => script.runInContext(context)]) {
        await assert.rejects(gone(), (error) => error instanceof DisposedError && error.reason === "connection");
      }
      assert.equal(await context.isAlive(), false);
    } finally {
      await client.close();
      await next.kill();
    }
  });

  it("leave detached contexts alone", withService(async (service) => {
    const client = await Client.websocket(service.url, { WebSocket, reconnect });
    const context = await client.createContext({ n: 1 }, { detached: true });
    await context.run("n += 1");
    await client.close();
    const other = await Client.websocket(service.url, { WebSocket });
    const again = other.context(context.id);
    assert.equal(await again.run("n += 1"), 3);
    await again.dispose();
    assert.equal(await other.isContext(again.id), false);
    await other.close();
  }));

  it("are not waited for without end", withService(async (service) => {
    const patient = await Client.websocket(service.url, { WebSocket, reconnect: { ...reconnect, patience: 300 } });
    const impatient = await Client.websocket(service.url, { WebSocket, reconnect: false });
    await service.kill();
    const lost = (client) => assert.rejects(client.stats(), ConnectionLostError);
    await lost(patient);
    await lost(impatient);
    await assert.rejects(patient.stats(), { mayHaveRun: false, message: /within 300 ms .*was not sent/ });
    await assert.rejects(impatient.stats(), { mayHaveRun: false });
    await patient.close();
    await impatient.close();
  }));

  it("tell that the service is draining", withService(async (service) => {
    let client;
    const deadline = await new Promise((resolve, reject) => {
      Client.websocket(service.url, { WebSocket, draining: resolve }).then((made) => {
        client = made;
        service.process.kill("SIGTERM");
      }, reject);
    });
    assert.ok(deadline > 0 && deadline <= 30_000);
    assert.equal(client.isDraining, true);
    assert.equal((await client.runInNewContext("1")).result, 1);
    await client.close();
  }));
});
