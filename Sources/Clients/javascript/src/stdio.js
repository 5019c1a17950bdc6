import { spawn } from "node:child_process";
import { once } from "node:events";
import { UnavailableError } from "./errors.js";

/** The supervisor's values take 64 MiB at most, and escapes may make them longer on their way. */
const longestMessage = 512 << 20;
const patience = 5_000;

/** Starts `isolates rpc`. Its standard error is this program's. */
export class StdioConnector {
  reconnects = false;
  #program;
  #args;
  #env;

  constructor({ program = "isolates", args = [], env = process.env }) {
    this.#program = program;
    this.#args = args;
    this.#env = env;
  }

  /** @throws {UnavailableError} */
  async connect() {
    const child = spawn(this.#program, ["rpc", ...this.#args], {
      stdio: ["pipe", "pipe", "inherit"],
      env: this.#env,
      // A signal from the terminal is for this program, which ends that one.
      detached: true,
    });
    try {
      await once(child, "spawn");
    } catch (error) {
      throw new UnavailableError(
        `${this.#program} can't be started: ${error.message}. Give the path of isolates as program`,
      );
    }
    return new StdioTransport(child);
  }
}

class StdioTransport {
  #child;
  #ended;
  #parts = [];
  #length = 0;

  constructor(child) {
    this.#child = child;
    // What can't be written is noticed by the end of the output.
    child.stdin.on("error", () => {});
    this.#ended = new Promise((resolve) => {
      child.on("close", (status, signal) =>
        resolve(signal ? `isolates rpc was ended by ${signal}` : `isolates rpc ended with status ${status}`),
      );
    });
  }

  /** Calls `receive` with each message, and `end` once with how it ended. */
  start(receive, end) {
    this.#child.stdout.on("data", (chunk) => {
      let start = 0;
      for (let newline; (newline = chunk.indexOf(10, start)) >= 0; start = newline + 1) {
        this.#parts.push(chunk.subarray(start, newline));
        const line = Buffer.concat(this.#parts).toString("utf8");
        this.#parts = [];
        this.#length = 0;
        receive(line);
      }
      if (start < chunk.length) this.#parts.push(chunk.subarray(start));
      this.#length += chunk.length - start;
      if (this.#length > longestMessage) this.#child.kill("SIGKILL");
    });
    this.#ended.then(end);
  }

  async send(message) {
    const { stdin } = this.#child;
    if (!stdin.writable) throw new Error("isolates rpc reads no more");
    if (stdin.write(`${message}\n`)) return;
    await Promise.race([new Promise((resolve) => stdin.once("drain", resolve)), this.#ended]);
  }

  async close() {
    this.#child.stdin.end();
    // What it still writes is not read by anybody.
    this.#child.stdout.removeAllListeners("data").resume();
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), patience);
    await this.#ended;
    clearTimeout(timer);
  }
}
