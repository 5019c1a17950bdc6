import { spawn } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { Client } from "isolates";

export const program = process.env.ISOLATES_PROGRAM ?? "isolates";
/** A test that hangs fails, in milliseconds. */
export const timeout = 120_000;

/** Runs a test with a client of an `isolates rpc`. */
export function withClient(body, options = {}) {
  return async () => {
    const client = await Client.stdio({ program, ...options });
    try {
      await body(client);
    } finally {
      await client.close();
    }
  };
}

/** The children of this process. */
export function children() {
  return readdirSync("/proc/self/task").flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
  );
}

/** The package ws, also where Debian has it; undefined where it is not installed. */
export function findWs() {
  const require = createRequire(import.meta.url);
  for (const name of ["ws", "/usr/share/nodejs/ws"]) {
    try {
      return require(name);
    } catch (error) {
      if (error.code !== "MODULE_NOT_FOUND") throw error;
    }
  }
  return undefined;
}

/** An `isolates serve` on a port of its own choice, or on the one that is given. */
export class Service {
  static async start(args = [], port = 0) {
    const service = new Service();
    const listen = ["serve", "--listen", `127.0.0.1:${port}`, "--host-name", "test"];
    service.process = spawn(program, [...listen, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    service.ended = new Promise((resolve) => service.process.on("close", resolve));
    const lines = createInterface(service.process.stderr);
    service.port = await new Promise((resolve, reject) => {
      lines.on("line", (line) => {
        const { event, addresses } = JSON.parse(line);
        if (event === "listening") resolve(Number(addresses[0].split(":").at(-1)));
      });
      lines.on("close", () => reject(new Error("the service did not start")));
    });
    return service;
  }

  get url() {
    return `ws://127.0.0.1:${this.port}/v1/rpc`;
  }

  async kill() {
    this.process.kill("SIGKILL");
    await this.ended;
  }
}

export function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Waits for something to become true. */
export async function eventually(condition) {
  for (const end = Date.now() + 20_000; !(await condition()); await sleep(10)) {
    if (Date.now() > end) return false;
  }
  return true;
}
