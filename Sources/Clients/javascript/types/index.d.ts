/** The base of every error of this package. */
export class IsolatesError extends Error {
  /** The number of rpc.md; undefined where the error is the client's own. */
  readonly code: number | undefined;
  /** What else the supervisor said. */
  readonly data: Record<string, unknown>;
  /** Whether the context goes on as it stood before this run. */
  readonly rolledBack: boolean;
  readonly reason: string | undefined;
}

/** The script threw, or did not compile. */
export class ScriptError extends IsolatesError {
  /** What was thrown. */
  readonly thrown: unknown;
  readonly scriptStack: string | undefined;
  readonly filename: string | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
}

/** The run passed its `timeout` or `cpuTimeout` and was killed. */
export class ScriptTimeoutError extends IsolatesError {}
/** The run was interrupted. `reason` is "sigint" or "cancel". */
export class ScriptInterruptedError extends IsolatesError {}
/** The run passed its memory limit and was killed. */
export class MemoryLimitError extends IsolatesError {}

/** The process of the context died by itself. */
export class WorkerCrashedError extends IsolatesError {
  readonly signal: number | undefined;
  readonly exitStatus: number | undefined;
}

/** The context, script, template or handle is gone. `reason` says why. */
export class DisposedError extends IsolatesError {}

/** A value is nested too deeply, or is too long. */
export class ValueTooLargeError extends IsolatesError {
  readonly limit: number | undefined;
}

/** No worker could be started, a limit is reached, the supervisor is shutting down, or nobody is there to connect to. */
export class UnavailableError extends IsolatesError {}
/** The supervisor refused the request itself: a parameter is wrong, or there is no such method. */
export class InvalidRequestError extends IsolatesError {}

/** The supervisor is gone, or the connection to it. */
export class ConnectionLostError extends IsolatesError {
  /** Whether the request had been sent. It is never sent again by this package. */
  readonly mayHaveRun: boolean;
}

/** The client was closed. */
export class ClientClosedError extends IsolatesError {}

/** A function of this program for scripts, where the defaults are not what is wanted. */
export class HostFunction {
  /**
   * With `async` (the default for async functions), a script that calls it gets a promise at once; otherwise the script
   * waits for what it returns, or for what its promise is fulfilled with.
   */
  constructor(body: (...args: any[]) => unknown, options?: { name?: string; async?: boolean });
}

/** A function of a script. Calling it sends `this` along. */
export interface ScriptFunction {
  (...args: unknown[]): Promise<any>;
  callWith(receiver: unknown, args: unknown[], options?: CallOptions): Promise<any>;
  /** Lets go of it before this object is collected. */
  release(): Promise<void>;
}

/** A promise of a script. It is no thenable, so that it can be returned by an async function. */
export class ScriptPromise {
  private constructor();
  /** What it is fulfilled with. Rejects with ScriptError if it is rejected. */
  result(options?: CallOptions): Promise<any>;
  /** Lets go of it before this object is collected. */
  release(): Promise<void>;
}

/** What an object was that could not cross as what it is, as "Module" or "WeakMap"; undefined for any other. */
export function classOf(value: object): string | undefined;

export type Sandbox = Record<string, unknown>;

export interface Cancellable {
  /** Cancels the request at the supervisor, too; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Times are in milliseconds. */
export interface LimitOptions extends Cancellable {
  timeout?: number;
  cpuTimeout?: number;
}

export interface CallOptions extends LimitOptions {
  breakOnSigint?: boolean;
  awaitPromise?: boolean;
  untilIdle?: boolean;
}

export interface SourceOptions {
  filename?: string;
  lineOffset?: number;
  columnOffset?: number;
  displayErrors?: boolean;
  sourceMap?: string;
  sourceMaps?: boolean;
}

export interface RunOptions extends CallOptions, SourceOptions {
  type?: "script" | "module";
}

export type WebGlobals = "web" | string[];

export interface ModuleRequest {
  /** The id of the context that imports. */
  context: string;
  specifier: string;
  referrer: string;
  attributes: Record<string, string>;
}

export interface Module {
  id: string;
  source?: string;
  type?: "javascript" | "json" | "text";
  meta?: Record<string, unknown>;
  exports?: Record<string, unknown>;
}

/** Gives the module, its source text (its id is then the specifier), or nothing if there is none. */
export type Resolver = (
  request: ModuleRequest,
) => Module | string | null | undefined | Promise<Module | string | null | undefined>;

export type Modules =
  | Record<string, string | { source: string; type?: Module["type"]; id?: string; sourceMap?: string }>
  | Resolver;

interface BareContextOptions {
  name?: string;
  origin?: string;
  codeGeneration?: { strings?: boolean; wasm?: boolean };
  microtaskMode?: "afterEvaluate";
  /** In bytes. */
  memoryLimit?: number;
  recovery?: "rollback" | "discard";
  template?: Template | string;
  globals?: WebGlobals;
  modules?: Modules;
  sourceMaps?: boolean;
}

export interface ContextOptions extends BareContextOptions, Cancellable {
  /** Outlives its connection (`isolates serve` only). */
  detached?: boolean;
}

export interface NewContextOptions extends BareContextOptions, RunOptions {}

export interface ScriptOptions extends SourceOptions, Cancellable {
  cachedData?: Uint8Array;
  produceCachedData?: boolean;
}

export interface TemplateOptions extends Cancellable {
  warmUp?: TemplateScript[];
  globals?: WebGlobals;
  modules?: Modules;
}

export type TemplateScript = string | { code: string; filename?: string };

export class Script {
  private constructor();
  readonly sourceMapURL: string | undefined;
  readonly cachedDataRejected: boolean | undefined;
  readonly cachedDataProduced: boolean | undefined;
  readonly cachedData: Uint8Array | undefined;
  runInContext(context: Context, options?: CallOptions): Promise<any>;
  runInNewContext(sandbox?: Sandbox, options?: NewContextOptions): Promise<NewContextResult>;
  runInThisContext(options?: CallOptions): Promise<any>;
  dispose(): Promise<void>;
}

/** Contexts made of it start as copies of what its scripts have set up. */
export class Template {
  private constructor();
  createContext(sandbox?: Sandbox, options?: Omit<ContextOptions, "template">): Promise<Context>;
  dispose(): Promise<void>;
}

/** Times are in milliseconds, memory is in bytes. */
export interface ContextStatistics {
  state: "idle" | "running" | "waiting";
  runs: number;
  cpuTime: number;
  wallTime: number;
  memory: number;
  peakMemory: number;
  checkpoint: boolean;
}

export interface SupervisorStatistics {
  contexts: number;
  workers: number;
  runs: number;
  timeouts: number;
  memoryLimits: number;
  crashes: number;
  rollbacks: number;
  /** In milliseconds. */
  uptime: number;
}

export interface NewContextResult {
  result: any;
  /** Throws when it is read if it could not be read at the supervisor. */
  readonly sandbox: Record<string, any>;
}

/** A context, in which scripts run one after the other. */
export class Context {
  private constructor();
  readonly id: string;
  /** `runInContext` in this one. */
  run(code: string | Script, options?: RunOptions): Promise<any>;
  /** An independent copy of the live state. */
  fork(options?: Cancellable): Promise<Context>;
  getSandbox(options?: LimitOptions): Promise<Record<string, any>>;
  /** All of it is done, or nothing. */
  setSandbox(assign?: Sandbox, options?: LimitOptions & { remove?: string[] }): Promise<void>;
  stats(): Promise<ContextStatistics>;
  isAlive(): Promise<boolean>;
  /** Does not wait for runs: they end with DisposedError. */
  dispose(): Promise<void>;
}

export interface ConsoleEntry {
  context: string;
  level: "log" | "info" | "warn" | "error" | "debug";
  args: any[];
  /** What Node would print. */
  text: string;
}

export interface UnhandledRejection {
  context: string;
  value: any;
}

/** What is called in the order of what it tells, `console` before its run's answer. */
export interface Callbacks {
  console?: (entry: ConsoleEntry) => void;
  unhandledRejection?: (rejection: UnhandledRejection) => void;
}

export interface StdioOptions extends Callbacks {
  /** The path of `isolates`; by default it is looked for on PATH. */
  program?: string;
  /** Options of `isolates rpc`, as ["--max-workers", "8"]. */
  args?: string[];
  env?: Record<string, string | undefined>;
}

/** How a connection that was lost is made again. Times are in milliseconds. */
export interface Reconnect {
  /** 100 by default; doubles with each attempt. */
  firstDelay?: number;
  /** 10,000 by default. */
  longestDelay?: number;
  /** How long requests wait for it, 30,000 by default. */
  patience?: number;
}

export interface WebSocketOptions extends Callbacks {
  /** Not in browsers, whose WebSockets take no headers. */
  token?: string;
  /** Not in browsers. */
  headers?: Record<string, string>;
  /** With `false`, the client ends with its connection. */
  reconnect?: Reconnect | false;
  /** Is told in how many milliseconds the service ends. */
  draining?: (deadline: number) => void;
  /** The class to use; in Node it must be that of the package ws. */
  WebSocket?: new (...args: any[]) => any;
}

/** Runs JavaScript in the contexts of a supervisor. */
export class Client {
  private constructor();
  /** Starts an `isolates rpc` of its own. Not in browsers. */
  static stdio(options?: StdioOptions): Promise<Client>;
  /** Connects to `isolates serve`: ws://127.0.0.1:7433/v1/rpc. */
  static websocket(url: string, options?: WebSocketOptions): Promise<Client>;
  /** Ends the connection, and all contexts that are not detached. What is in flight fails. */
  close(): Promise<void>;
  /** Whether the service has said that it will end. */
  readonly isDraining: boolean;
  createContext(sandbox?: Sandbox, options?: ContextOptions): Promise<Context>;
  /** A detached context that was made elsewhere, by its id. Nothing is sent. */
  context(id: string): Context;
  isContext(context: Context | string): Promise<boolean>;
  runInContext(code: string | Script, context: Context, options?: RunOptions): Promise<any>;
  runInNewContext(code: string | Script, sandbox?: Sandbox, options?: NewContextOptions): Promise<NewContextResult>;
  /** A run in the supervisor's one main context. */
  runInThisContext(code: string | Script, options?: RunOptions): Promise<any>;
  /** Compiles a script. Rejects with ScriptError if it does not compile. */
  createScript(code: string, options?: ScriptOptions): Promise<Script>;
  createTemplate(scripts: TemplateScript[], sandbox?: Sandbox, options?: TemplateOptions): Promise<Template>;
  stats(): Promise<SupervisorStatistics>;
  /** What the supervisor is: its version, engine, methods and layers of containment. */
  describe(): Promise<Record<string, any>>;
}
