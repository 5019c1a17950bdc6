import {
  ClientClosedError,
  ConnectionLostError,
  DisposedError,
  IsolatesError,
  ScriptError,
  UnavailableError,
  ValueTooLargeError,
  errorFrom,
} from "./errors.js";
import { HandleTable, Place } from "./handles.js";
import { HostFunctions } from "./host-functions.js";
import { Encoder, decode } from "./values.js";

/** Calls of the client's functions that may be open at once; more are answered with an error. */
const mostOpenCalls = 10_000;

/** What undoes a request whose caller is gone when its answer comes: the method, and the member that names what was made. */
const undoing = {
  createContext: ["disposeContext", "context"],
  forkContext: ["disposeContext", "context"],
  createScript: ["disposeScript", "script"],
  createTemplate: ["disposeTemplate", "template"],
};

const defaultReconnect = { firstDelay: 100, longestDelay: 10_000, patience: 30_000 };

/** One client's conversation: requests, what the supervisor asks for, the end of a connection and the next one. */
export class Session {
  functions = new HostFunctions();
  handles = new HandleTable(() => this.#releaseDropped());
  /** The number of the connection: what was made on an earlier one is gone, unless it is detached. */
  generation = 0;
  isDraining = false;
  main = new Place(0);
  /** For contexts of runs in new ones, whose ids nobody says. */
  loose = new Place(0);

  #connector;
  #callbacks;
  #reconnect;
  #makeHandles;
  #transport;
  #end;
  #lastFailure = "";
  #waiting = new Set();
  #stopWaiting;
  #sending = Promise.resolve();
  #pending = new Map();
  #lastID = 0;
  #openCalls = 0;
  #contexts = new Map();
  #resolvers = new Map();
  #looseResolvers = new Map();
  #over = [];

  /**
   * @param connector makes connections
   * @param callbacks `console`, `unhandledRejection` and `draining`
   * @param makeHandles `makeFunction(name, length)` and `makePromise()`
   */
  constructor(connector, { console, unhandledRejection, draining, reconnect }, makeHandles) {
    this.#connector = connector;
    this.#callbacks = { console, unhandledRejection, draining };
    this.#reconnect = { ...defaultReconnect, ...reconnect };
    this.#makeHandles = makeHandles;
  }

  get isClosed() {
    return this.#end instanceof ClientClosedError;
  }

  // The connection

  async open() {
    this.#begin(await this.#connector.connect());
  }

  #begin(transport) {
    this.generation += 1;
    this.isDraining = false;
    this.main = new Place(this.generation);
    this.loose = new Place(this.generation);
    this.#transport = transport;
    this.#sending = Promise.resolve();
    transport.start(
      (text) => this.#read(transport, text),
      (how) => this.#ended(transport, how),
    );
    this.#wake();
  }

  #wake() {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #read(transport, text) {
    if (transport !== this.#transport) return;
    try {
      this.#receive(JSON.parse(text));
    } catch (error) {
      // Nobody would be answered any more.
      this.#ended(transport, `a message could not be read: ${error.message}`);
      transport.close();
    }
  }

  #ended(transport, how) {
    if (transport !== this.#transport) return;
    this.#lose(how);
    if (!this.#end) this.#connectAgain();
  }

  /** The connection is gone, and what was in flight on it with it. */
  #lose(why) {
    this.#transport = undefined;
    this.#lastFailure = why;
    if (!this.#end && !this.#connector.reconnects) {
      this.#end = new ConnectionLostError(`${why}. This request was not sent`, false);
    }
    const pending = this.#pending;
    this.#pending = new Map();
    for (const request of pending.values()) {
      request.place.group.inFlight -= 1;
      request.reject(new ConnectionLostError(`${why}. This request was in flight: it may have run`, true));
    }
    this.handles.clear();
    this.functions.clear();
    for (const [id, place] of this.#contexts) {
      if (!place.detached) this.#contexts.delete(id);
    }
    this.#resolvers.clear();
    this.#looseResolvers.clear();
    this.#over = [];
    this.#openCalls = 0;
    if (this.#end) this.#wake();
  }

  async #connectAgain() {
    let delay = this.#reconnect.firstDelay;
    while (!this.#end) {
      await this.#pause(delay * (0.5 + Math.random() / 2));
      if (this.#end) return;
      delay = Math.min(delay * 2, this.#reconnect.longestDelay);
      try {
        const transport = await this.#connector.connect();
        if (this.#end) return void transport.close();
        return this.#begin(transport);
      } catch (error) {
        if (!(error instanceof UnavailableError)) throw error;
        this.#lastFailure = error.message;
      }
    }
  }

  #pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#stopWaiting = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Ends the connection. What is in flight fails. */
  async close() {
    if (this.isClosed) return;
    const transport = this.#transport;
    this.#end = new ClientClosedError("the client was closed");
    this.#lose("the client was closed");
    this.#stopWaiting?.();
    await transport?.close();
  }

  /** Waits for a connection that is being made again. */
  async ready() {
    if (this.#transport || this.#end) return;
    const { patience } = this.#reconnect;
    let timer;
    const isLate = await new Promise((resolve) => {
      this.#waiting.add(resolve);
      timer = setTimeout(() => {
        this.#waiting.delete(resolve);
        resolve(true);
      }, patience);
    });
    clearTimeout(timer);
    if (!isLate) return;
    throw new ConnectionLostError(
      `the connection was not there again within ${patience} ms (${this.#lastFailure}). This request was not sent`,
      false,
    );
  }

  #connected() {
    if (this.#transport) return this.#transport;
    if (this.#end instanceof ConnectionLostError) throw new ConnectionLostError(this.#end.message, false);
    if (this.#end) throw new ClientClosedError(this.#end.message);
    throw new ConnectionLostError(`${this.#lastFailure}. This request was not sent`, false);
  }

  // Requests

  /**
   * Sends a request once. When `signal` is aborted, the request is cancelled at the supervisor, too, and this rejects
   * with the signal's reason.
   *
   * @returns its result, with its values decoded
   */
  async request(method, place, plain, values = {}, signal) {
    signal?.throwIfAborted();
    if (!this.#transport) await this.ready();
    signal?.throwIfAborted();
    const transport = this.#connected();
    this.check(place);
    const id = ++this.#lastID;
    const message = this.#message(id, method, place, plain, values);
    return await new Promise((resolve, reject) => {
      const abort = () => {
        this.#abandon(id);
        reject(signal.reason);
      };
      const settle = (how) => (value) => {
        signal?.removeEventListener("abort", abort);
        how(value);
      };
      const request = { method, place, resolve: settle(resolve), reject: settle(reject), isAbandoned: false };
      signal?.addEventListener("abort", abort);
      this.#send(transport, message, () => {
        if (signal?.aborted) return false;
        if (transport !== this.#transport) {
          request.reject(new ConnectionLostError(`${this.#lastFailure}. This request was not sent`, false));
          return false;
        }
        this.#pending.set(id, request);
        place.group.inFlight += 1;
        return true;
      });
    });
  }

  #message(id, method, place, plain, values) {
    const encoder = new Encoder(this.#owner(place));
    const params = { ...plain };
    try {
      for (const [name, value] of Object.entries(values)) {
        if (value !== undefined) params[name] = encoder.encode(value);
      }
      return JSON.stringify({ jsonrpc: "2.0", id, method, params });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      // The engine's stack is full, which takes far more levels than the supervisor takes.
      throw new ValueTooLargeError("a value is nested too deeply", 7, { kind: "valueTooLarge" });
    }
  }

  /** Sends a message after those before it. `begin` says, when its turn is there, whether it is still to be sent. */
  #send(transport, message, begin) {
    this.#sending = this.#sending.then(async () => {
      if (!begin()) return;
      try {
        await transport.send(message);
      } catch (error) {
        // Its end says more about it, if it comes.
        setTimeout(() => {
          this.#ended(transport, error.message);
          transport.close();
        }, 1_000);
      }
    });
  }

  #abandon(id) {
    const request = this.#pending.get(id);
    if (!request || request.isAbandoned) return;
    request.isAbandoned = true;
    this.post("cancel", { id }, new Place(this.generation));
  }

  /** Sends a request whose outcome nobody waits for. */
  post(method, parameters, place) {
    this.request(method, place, parameters).catch((error) => {
      if (!(error instanceof IsolatesError)) throw error;
    });
  }

  /** @throws {DisposedError} for what was lost with an earlier connection */
  check(place) {
    if (place.generation === 0 || place.generation === this.generation || place.detached) return;
    throw new DisposedError(
      `${place.id ?? "what this names"} was lost with its connection: only detached contexts outlive one`,
      6,
      { kind: "disposed", reason: "connection" },
    );
  }

  /** What is known of a handle that can be used. */
  usableHandle(object) {
    const entry = this.handles.entry(object);
    if (!entry) throw new TypeError("this is no function or promise of a script of this client");
    if (!entry.gone) return entry;
    const why = entry.gone === "released" ? "this handle was released" : "this handle was lost with its connection";
    throw new DisposedError(why, 6, { kind: "disposed", reason: entry.gone });
  }

  /** Lets go of a handle. Does nothing if it is gone. */
  async release(object) {
    const entry = this.handles.entry(object);
    if (!entry || entry.gone) return;
    this.handles.forget(entry);
    for (let count = 0; count < entry.owed && entry.place.generation === this.generation; count++) {
      try {
        await this.request("releaseFunction", entry.place, { handle: entry.handle });
      } catch (error) {
        if (error instanceof DisposedError || error instanceof ConnectionLostError) return;
        throw error;
      }
    }
    this.#leaveNewContexts();
  }

  #releaseDropped() {
    if (!this.#transport) return;
    for (const { handle, place } of this.handles.takeReleasable()) {
      // Of no place, so that it keeps nothing else from being released.
      if (place.generation === this.generation) {
        this.post("releaseFunction", { handle }, new Place(this.generation));
      }
    }
    this.#leaveNewContexts();
  }

  /** A run in a new context is over. The context is there, and may call, as long as there are handles of it. */
  endNewContext(place) {
    this.#over.push(place);
    this.#leaveNewContexts();
  }

  #leaveNewContexts() {
    if (this.loose.handles > 0) return;
    for (const place of this.#over) {
      if (place.handles === 0) this.functions.leave(place);
    }
    this.#over = this.#over.filter((place) => place.handles > 0);
  }

  /** Functions and promises of one message. */
  #owner(place, isTold = false) {
    const get = (handle, encoded, make) => this.handles.get(handle, isTold, encoded, place, make);
    return {
      hostFunction: (body) => this.functions.add(body, place),
      handleOf: (value) => (this.handles.entry(value) ? this.usableHandle(value).encoded : undefined),
      scriptFunction: (name, length, handle) =>
        get(handle, { $type: "function", value: { name, length, handle } }, () =>
          this.#makeHandles.makeFunction(name, length),
        ),
      scriptPromise: (handle) =>
        get(handle, { $type: "promise", value: { handle } }, () => this.#makeHandles.makePromise()),
    };
  }

  // What comes

  #receive(message) {
    if ("method" in message) this.#asked(message);
    else this.#answered(message);
  }

  #answered({ id, result, error }) {
    const request = this.#pending.get(id);
    if (!request) return;
    this.#pending.delete(id);
    request.place.group.inFlight -= 1;
    const owner = this.#owner(request.place);
    if (error) {
      request.reject(this.#error(error, owner));
    } else {
      if (result !== null && typeof result === "object") {
        for (const name of ["result", "sandbox"]) {
          if (Object.hasOwn(result, name)) result[name] = decode(result[name], owner);
        }
        if (result.sandboxError) result.sandboxError = this.#error(result.sandboxError, owner);
      }
      if (request.isAbandoned) this.#undo(request.method, result);
      request.resolve(result);
    }
    this.#releaseDropped();
  }

  /** Disposes of what a request made that nobody waits for any more. */
  #undo(method, result) {
    const [undo, member] = undoing[method] ?? [];
    if (undo) this.post(undo, { [member]: result[member] }, new Place(this.generation));
  }

  #error({ code, message, data = {} }, owner) {
    const decoded = Object.hasOwn(data, "value") ? { ...data, value: decode(data.value, owner) } : data;
    return errorFrom(code, message, decoded);
  }

  #asked({ method, id, params = {} }) {
    switch (method) {
      case "callFunction":
        return this.#serve(id, params, (owner) => this.#call(params, owner));
      case "resolveModule":
        return this.#serve(id, params, (owner) => this.#resolve(params, owner));
      case "console": {
        const args = decode(params.args, this.#owner(this.#place(params.context), true));
        return this.#tell(this.#callbacks.console, { ...params, args });
      }
      case "unhandledRejection": {
        const value = decode(params.value, this.#owner(this.#place(params.context), true));
        return this.#tell(this.#callbacks.unhandledRejection, { ...params, value });
      }
      case "draining":
        this.isDraining = true;
        return this.#tell(this.#callbacks.draining, params.deadline);
      default:
        if (id !== undefined) this.#refuse(id, `this client has no method ${method}`);
    }
  }

  /** A callback that throws harms its program alone. */
  #tell(callback, value) {
    if (!callback) return;
    try {
      callback(value);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  /** That of a context, which may be one of a run in a new context. */
  #place(context) {
    return this.#contexts.get(context) ?? this.loose;
  }

  /** Takes note of a context. */
  know(place, resolver) {
    this.#contexts.set(place.id, place);
    if (resolver) this.#resolvers.set(place.id, resolver);
  }

  /** A context is gone. */
  forget(place) {
    this.#contexts.delete(place.id);
    this.#resolvers.delete(place.id);
    this.functions.leave(place);
  }

  fork(place, copy) {
    this.functions.copy(place, copy);
    this.know(copy, this.#resolvers.get(place.id));
  }

  // Functions of the client, and modules

  async #serve(id, params, work) {
    if (this.#openCalls >= mostOpenCalls) {
      return this.#refuse(id, `${mostOpenCalls} calls of the client's functions are open`);
    }
    const transport = this.#transport;
    const owner = this.#owner(this.#place(params.context), true);
    this.#openCalls += 1;
    let message;
    try {
      message = JSON.stringify({ jsonrpc: "2.0", id, result: await work(owner) });
    } catch (error) {
      message = this.#failure(id, error, owner);
    }
    if (transport !== this.#transport) return;
    this.#openCalls -= 1;
    this.#answer(transport, message);
  }

  #refuse(id, message) {
    this.#answer(this.#transport, JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32000, message } }));
  }

  #answer(transport, message) {
    this.#send(transport, message, () => transport === this.#transport);
  }

  /** The error with which a script's call ends. */
  #failure(id, error, owner) {
    const message = typeof error === "symbol" ? String(error) : `${error?.message ?? error}`;
    const answer = (error) => JSON.stringify({ jsonrpc: "2.0", id, error: { code: 1, ...error } });
    // What is wrong with the client is told, and not what it holds.
    if (error instanceof IsolatesError && !(error instanceof ScriptError)) {
      return answer({ message: `${error.name}: ${message}` });
    }
    const thrown = error instanceof ScriptError ? error.thrown : error;
    try {
      return answer({ message, data: { value: new Encoder(owner).encode(thrown) } });
    } catch (reason) {
      return answer({ message: `${message} (what was thrown can't cross: ${reason.message})` });
    }
  }

  /** Handles in the arguments are known before the next message is read: nothing here waits before that. */
  #call({ function: id, args, ...rest }, owner) {
    const body = this.functions.get(id);
    if (!body) throw new Error("the client has let go of this function");
    const receiver = Object.hasOwn(rest, "this") ? decode(rest.this, owner) : undefined;
    const outcome = body.apply(receiver, decode(args, owner));
    const encode = (result) => (result === undefined ? {} : { result: new Encoder(owner).encode(result) });
    return typeof outcome?.then === "function" ? outcome.then(encode) : encode(outcome);
  }

  async #resolve({ context, specifier, referrer, attributes }, owner) {
    const answer = await this.#resolver(context)({ context, specifier, referrer, attributes });
    const module = typeof answer === "string" ? { id: specifier, source: answer } : answer ?? null;
    return new Encoder(owner).encode(module);
  }

  /** The resolver of a context; for a run in a new context, whose id nobody has said, the only one there is. */
  #resolver(context) {
    const known = this.#resolvers.get(context);
    if (known) return known;
    if (this.#looseResolvers.size !== 1) {
      throw new Error(
        this.#looseResolvers.size === 0
          ? "the client has let go of this context's resolver"
          : "runs in new contexts with different resolvers are under way, and it can't be told which one asks: " +
            "give them one resolver, or make contexts for them",
      );
    }
    return this.#looseResolvers.keys().next().value;
  }

  holdResolver(resolver) {
    if (resolver) this.#looseResolvers.set(resolver, (this.#looseResolvers.get(resolver) ?? 0) + 1);
  }

  dropResolver(resolver) {
    const count = (this.#looseResolvers.get(resolver) ?? 0) - 1;
    if (count > 0) this.#looseResolvers.set(resolver, count);
    else this.#looseResolvers.delete(resolver);
  }
}
