// Measures isolates serve against isolates rpc. scripts/bench --service runs it, and says what it needs.
//
// usage: service.mjs ISOLATES SECONDS DEPLOY-FOLDER
import { spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const [isolates, secondsText, deploy] = process.argv.slice(2);
const seconds = Number(secondsText);
const folder = mkdtempSync(join(tmpdir(), "isolates-bench-"));
const cores = availableParallelism?.() ?? 1;
const started = [];

/** Which core each process has; with fewer than four, some share. */
const core = { first: 0, second: 1 % cores, proxy: 2 % cores, load: Math.min(3, cores - 1) };

const stateless = JSON.stringify({ code: "1 + 1" });
const stateful = JSON.stringify({ code: "count += 1" });

// Processes

function start(core, program, args, options) {
  const child = spawn("taskset", ["--cpu-list", String(core), program, ...args], options);
  started.push(child);
  child.ended = new Promise((resolve) => child.on("close", resolve));
  return child;
}

async function stop(child) {
  child.kill("SIGKILL");
  await child.ended;
}

async function startHost(name, core, args = []) {
  const host = start(
    core,
    isolates,
    ["serve", "--listen", "127.0.0.1:0", "--host-name", name, "--max-queued-runs", "100000", ...args],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const lines = createInterface(host.stderr);
  host.port = await new Promise((resolve, reject) => {
    lines.on("line", (line) => {
      const { event, addresses } = JSON.parse(line);
      if (event === "listening") resolve(Number(addresses[0].split(":").at(-1)));
    });
    lines.on("close", () => reject(new Error(`${name} did not start`)));
  });
  return host;
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** The file of scripts/deploy, in which addresses are changed, and the third host is left out. */
async function startProxy(ports) {
  const port = await freePort();
  let text = readFileSync(join(deploy, "haproxy.cfg"), "utf8").replaceAll("127.0.0.1:8080", `127.0.0.1:${port}`);
  ports.forEach((hostPort, index) => (text = text.replaceAll(`10.0.0.1${index + 1}:7433`, `127.0.0.1:${hostPort}`)));
  text = text.replaceAll(/^ *server web3 .*$/gm, "");
  writeFileSync(join(folder, "haproxy.cfg"), text);
  const proxy = start(core.proxy, "/usr/sbin/haproxy", ["-db", "-q", "-f", join(folder, "haproxy.cfg")], {
    stdio: "ignore",
  });
  proxy.port = port;
  for (let tries = 0; tries < 200; tries++) {
    try {
      const connection = new Connection(port);
      const { status } = await connection.request("GET", "/readyz");
      connection.end();
      if (status === 200) return proxy;
    } catch {
      // It does not listen yet.
    }
    await sleep(50);
  }
  throw new Error("haproxy does not answer");
}

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// Clients

/** One connection, with one request at a time: as little work as possible for the core that makes the load. */
class Connection {
  #socket;
  #received = "";
  #waiting;

  constructor(port, headers = "") {
    this.headers = `host: bench\r\n${headers}`;
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true }).setEncoding("latin1");
    this.#socket.on("data", (text) => this.#receive(text));
    this.#socket.on("error", (error) => this.#fail(error));
    this.#socket.on("close", () => this.#fail(new Error("the connection was closed")));
  }

  #fail(error) {
    this.#waiting?.reject(error);
    this.#waiting = undefined;
  }

  #receive(text) {
    this.#received += text;
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = this.#received.slice(0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    if (this.#received.length < end + 4 + length) return;
    const status = Number(head.slice(9, 12));
    const body = this.#received.slice(end + 4, end + 4 + length);
    this.#received = this.#received.slice(end + 4 + length);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.resolve({ status, body });
  }

  request(method, path, body = "") {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      const length = method === "GET" ? "" : `content-length: ${body.length}\r\n`;
      this.#socket.write(`${method} ${path} HTTP/1.1\r\n${this.headers}${length}\r\n${body}`);
    });
  }

  end() {
    this.#socket.destroy();
  }
}

/** JSON-RPC, with any number of requests at once. */
class RPC {
  #waiting = new Map();
  #last = 0;

  call(method, params) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
    });
  }

  receive(text) {
    const { id, result, error } = JSON.parse(text);
    const { resolve, reject } = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error) reject(new Error(error.message));
    else resolve(result);
  }
}

/** isolates rpc, with the limits that a service has by default. */
class Pipes extends RPC {
  constructor() {
    super();
    this.child = start(core.first, isolates, ["rpc", "--timeout", "5s", "--memory-limit", "128MB"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    createInterface(this.child.stdout).on("line", (line) => this.receive(line));
  }

  send(text) {
    this.child.stdin.write(`${text}\n`);
  }
}

/** A WebSocket (RFC 6455) to a service, of whose messages none is longer than 65,535 bytes. */
class WebSocketPipe extends RPC {
  #socket;
  #received = Buffer.alloc(0);
  #whenOpen;

  constructor(port) {
    super();
    this.#socket = connect({ port, host: "127.0.0.1", noDelay: true });
    this.#socket.on("data", (bytes) => this.#take(bytes));
    this.opened = new Promise((resolve) => (this.#whenOpen = resolve));
    const key = randomBytes(16).toString("base64");
    this.#socket.write(
      `GET /v1/rpc HTTP/1.1\r\nhost: bench\r\nupgrade: websocket\r\nconnection: upgrade\r\n` +
        `sec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\nsec-websocket-protocol: isolates.v1\r\n\r\n`,
    );
  }

  #take(bytes) {
    this.#received = this.#received.length ? Buffer.concat([this.#received, bytes]) : bytes;
    if (this.#whenOpen) {
      const end = this.#received.indexOf("\r\n\r\n");
      if (end < 0) return;
      this.#received = this.#received.subarray(end + 4);
      this.#whenOpen();
      this.#whenOpen = undefined;
    }
    while (this.#received.length >= 4) {
      const isShort = (this.#received[1] & 0x7f) < 126;
      const start = isShort ? 2 : 4;
      const end = start + (isShort ? this.#received[1] & 0x7f : this.#received.readUInt16BE(2));
      if (this.#received.length < end) return;
      const isText = (this.#received[0] & 0xf) === 1;
      const payload = this.#received.toString("utf8", start, end);
      this.#received = this.#received.subarray(end);
      if (isText) this.receive(payload);
    }
  }

  send(text) {
    const payload = Buffer.from(text);
    const { length } = payload;
    const head = length < 126 ? [0x81, 0x80 | length] : [0x81, 0x80 | 126, length >> 8, length & 0xff];
    // A mask of zeros changes nothing.
    this.#socket.write(Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload]));
  }

  end() {
    this.#socket.destroy();
  }
}

// Measuring

/**
 * Has each worker do something again and again, once at least; the first fifth of the time does not count. What is
 * under way at the end counts with its whole time, so that slow answers are not left out.
 */
async function measure(workers) {
  const times = [];
  const from = performance.now() + seconds * 200;
  const end = from + seconds * 1000;
  await Promise.all(
    workers.map(async (work) => {
      for (let start = performance.now(); start < end; ) {
        await work();
        const now = performance.now();
        if (now >= from) times.push(now - start);
        start = now;
      }
    }),
  );
  const taken = (performance.now() - from) / 1000;
  times.sort((one, other) => one - other);
  const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
  return { rate: times.length / taken, median: at(0.5), p99: at(0.99) };
}

function check({ status, body }, expected) {
  if (status !== expected) throw new Error(`status ${status}: ${body}`);
  return JSON.parse(body);
}

async function overHTTP(port, count, kind, headers) {
  const connections = Array.from({ length: count }, () => new Connection(port, headers));
  const workers = await Promise.all(
    connections.map(async (connection) => {
      if (kind === "stateless") {
        return async () => check(await connection.request("POST", "/v1/run", stateless), 200);
      }
      const made = await connection.request("POST", "/v1/contexts", '{"sandbox":{"count":0},"recovery":"discard"}');
      const path = `/v1/contexts/${check(made, 201).context}`;
      const work = async () => check(await connection.request("POST", `${path}/run`, stateful), 200);
      work.dispose = () => connection.request("DELETE", path);
      return work;
    }),
  );
  const result = await measure(workers);
  await Promise.all(workers.map((work) => work.dispose?.()));
  for (const connection of connections) connection.end();
  return result;
}

async function overRPC(rpc, count, kind) {
  const workers = await Promise.all(
    Array.from({ length: count }, async () => {
      if (kind === "stateless") return () => rpc.call("runInNewContext", JSON.parse(stateless));
      const { context } = await rpc.call("createContext", { sandbox: { count: 0 }, recovery: "discard" });
      const work = () => rpc.call("runInContext", { context, code: "count += 1" });
      work.dispose = () => rpc.call("disposeContext", { context });
      return work;
    }),
  );
  const result = await measure(workers);
  await Promise.all(workers.map((work) => work.dispose?.()));
  return result;
}

function row(name, { rate, median, p99 }) {
  const number = (value) => value.toFixed(2).padStart(9);
  console.log(`${name.padEnd(44)} ${rate.toFixed(0).padStart(8)}/s ${number(median)} ms ${number(p99)} ms`);
}

async function measureLoads() {
  for (const kind of ["stateless", "in contexts"]) {
    console.log(`\n${kind}`.padEnd(45), "  requests    median          p99");
    for (const count of [1, 4, 16, 64, 256]) {
      const rpc = new Pipes();
      row(`rpc, ${count} at once`, await overRPC(rpc, count, kind));
      await stop(rpc.child);
      const first = await startHost("web1", core.first);
      const socket = new WebSocketPipe(first.port);
      await socket.opened;
      row(`one host, one WebSocket, ${count} at once`, await overRPC(socket, count, kind));
      socket.end();
      row(`one host, ${count} connections`, await overHTTP(first.port, count, kind));
      const second = await startHost("web2", core.second);
      const proxy = await startProxy([first.port, second.port]);
      row(`two hosts behind HAProxy, ${count} connections`, await overHTTP(proxy.port, count, kind));
      for (const child of [proxy, first, second]) await stop(child);
    }
  }
}

/** What a quiet tenant notices of a noisy one. */
async function measureNoise() {
  const names = ["quiet", "noisy"];
  const line = (tenant) => ({ tenant, sha256: createHash("sha256").update(tenant).digest("hex"), maxQueued: 1000 });
  writeFileSync(join(folder, "tokens"), names.map((name) => `${JSON.stringify(line(name))}\n`).join(""));
  const host = await startHost("web1", core.first, ["--tokens", join(folder, "tokens"), "--max-runs", "1"]);
  const [quiet, noisy] = names.map((name) => `authorization: Bearer ${name}\r\n`);
  const alone = await overHTTP(host.port, 1, "stateless", quiet);
  const [beside] = await Promise.all([
    overHTTP(host.port, 1, "stateless", quiet),
    overHTTP(host.port, 64, "stateless", noisy),
  ]);
  await stop(host);
  console.log("\nA quiet tenant with one connection, stateless, --max-runs 1");
  row("alone", alone);
  row("beside a noisy one with 64 connections", beside);
  console.log(`p99 ${(beside.p99 / alone.p99).toFixed(2)} times that alone, median ${(beside.median / alone.median).toFixed(2)}`);
}

/** The proportional share of memory of a process and all below it, in bytes. */
function memory(pid) {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
  const below = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
  );
  return below.reduce((sum, child) => sum + memory(child), Number(/^Pss: +(\d+)/m.exec(rollup)[1]) * 1024);
}

async function measureMemory() {
  const count = 1000;
  const host = await startHost("web1", core.first);
  // With taskset, the process is the program's own.
  const before = memory(host.pid);
  const own = () => Number(/^Pss: +(\d+)/m.exec(readFileSync(`/proc/${host.pid}/smaps_rollup`, "utf8"))[1]) * 1024;
  const ownBefore = own();
  const connection = new Connection(host.port);
  for (let made = 0; made < count; made++) {
    const body = '{"sandbox":{"count":0},"recovery":"discard"}';
    const { context } = check(await connection.request("POST", "/v1/contexts", body), 201);
    check(await connection.request("POST", `/v1/contexts/${context}/run`, stateful), 200);
  }
  const kilobytes = (bytes) => (bytes / count / 1024).toFixed(0);
  console.log(`\n${count} live contexts, each after one run`);
  console.log(`${kilobytes(memory(host.pid) - before)} kB a context, of which ${kilobytes(own() - ownBefore)} kB in the host's own process`);
  connection.end();
  await stop(host);
}

spawnSync("taskset", ["--all-tasks", "--cpu-list", "--pid", String(core.load), String(process.pid)]);
console.log(`cores: host 1 on ${core.first}, host 2 on ${core.second}, HAProxy on ${core.proxy}, load on ${core.load}`);
try {
  await measureNoise();
  await measureMemory();
  await measureLoads();
} finally {
  for (const child of started) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
}
process.exit();
