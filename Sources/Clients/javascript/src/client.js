import { fromBase64, toBase64 } from "./base64.js";
import { Place } from "./handles.js";
import { Session } from "./session.js";

/** The state of what a client made, which is nobody else's business. */
const places = new WeakMap();

/** A script that the supervisor has compiled. */
export class Script {
  #client;

  constructor(client, place, { sourceMapURL, cachedDataRejected, cachedDataProduced, cachedData }) {
    this.#client = client;
    places.set(this, place);
    this.sourceMapURL = sourceMapURL;
    this.cachedDataRejected = cachedDataRejected;
    this.cachedDataProduced = cachedDataProduced;
    this.cachedData = cachedData === undefined ? undefined : fromBase64(cachedData);
  }

  runInContext(context, options) {
    return this.#client.runInContext(this, context, options);
  }

  runInNewContext(sandbox, options) {
    return this.#client.runInNewContext(this, sandbox, options);
  }

  runInThisContext(options) {
    return this.#client.runInThisContext(this, options);
  }

  async dispose() {
    const place = places.get(this);
    await session(this.#client).request("disposeScript", place, { script: place.id });
  }
}

/** A template: contexts made of it start as copies of what its scripts have set up. */
export class Template {
  #client;
  #resolver;

  constructor(client, place, resolver) {
    this.#client = client;
    this.#resolver = resolver;
    places.set(this, place);
  }

  static resolver(template) {
    return template.#resolver;
  }

  createContext(sandbox, options) {
    return this.#client.createContext(sandbox, { ...options, template: this });
  }

  async dispose() {
    const place = places.get(this);
    await session(this.#client).request("disposeTemplate", place, { template: place.id });
    if (this.#resolver) session(this.#client).dropResolver(this.#resolver);
  }
}

/** A context, in which scripts run one after the other. */
export class Context {
  #client;

  constructor(client, place) {
    this.#client = client;
    places.set(this, place);
  }

  get id() {
    return places.get(this).id;
  }

  /** `runInContext` in this one. */
  run(code, options) {
    return this.#client.runInContext(code, this, options);
  }

  /** An independent copy of the live state. */
  async fork({ signal } = {}) {
    const place = places.get(this);
    const answer = await this.#ask("forkContext", {}, {}, signal);
    const copy = new Place(place.generation, { id: answer.context, detached: place.detached });
    copy.generation = session(this.#client).generation;
    session(this.#client).fork(place, copy);
    return new Context(this.#client, copy);
  }

  async getSandbox({ signal, ...options } = {}) {
    return (await this.#ask("getSandbox", options, {}, signal)).sandbox;
  }

  /** All of it is done, or nothing. */
  async setSandbox(assign, { remove, signal, ...options } = {}) {
    await this.#ask("setSandbox", { remove, ...options }, { assign }, signal);
  }

  async stats() {
    return await this.#ask("stats");
  }

  async isAlive() {
    return await this.#client.isContext(this);
  }

  /** Does not wait for runs: they end with DisposedError. */
  async dispose() {
    await this.#ask("disposeContext");
    session(this.#client).forget(places.get(this));
  }

  #ask(method, plain = {}, values = {}, signal) {
    const place = places.get(this);
    return session(this.#client).request(method, place, { context: place.id, ...plain }, values, signal);
  }
}

/** A promise of a script. It is no thenable, so that it can be returned by an async function. */
export class ScriptPromise {
  #session;

  constructor(session) {
    this.#session = session;
  }

  /** What it is fulfilled with. Rejects with ScriptError if it is rejected. */
  async result({ signal, ...options } = {}) {
    const { handle, place } = this.#session.usableHandle(this);
    return (await this.#session.request("awaitPromise", place, { handle, ...options }, {}, signal)).result;
  }

  /** Lets go of it before this object is collected. */
  release() {
    return this.#session.release(this);
  }
}

/** Calls a script's function. */
async function callFunction(session, object, receiver, args, { signal, ...options } = {}) {
  const { handle, place } = session.usableHandle(object);
  const answer = await session.request("callFunction", place, { handle, ...options }, { this: receiver, args }, signal);
  return answer.result;
}

function makeFunction(session, name, length) {
  const call = function (...args) {
    return callFunction(session, call, this, args);
  };
  Object.defineProperties(call, {
    name: { value: name, configurable: true },
    length: { value: length, configurable: true },
    callWith: { value: (receiver, args, options) => callFunction(session, call, receiver, args, options) },
    release: { value: () => session.release(call) },
  });
  return call;
}

const sessions = new WeakMap();

function session(client) {
  return sessions.get(client);
}

/** Runs JavaScript in the contexts of a supervisor. */
export class Client {
  /** @param connector makes connections; `Client.stdio` and `Client.websocket` have theirs. */
  constructor(connector, options) {
    const made = new Session(connector, options, {
      makeFunction: (name, length) => makeFunction(made, name, length),
      makePromise: () => new ScriptPromise(made),
    });
    sessions.set(this, made);
  }

  /** Starts the program, or connects. */
  static async open(connector, options) {
    const client = new this(connector, options);
    await session(client).open();
    return client;
  }

  /** Ends the connection, and all contexts that are not detached. What is in flight fails. */
  close() {
    return session(this).close();
  }

  /** Whether the service has said that it will end. */
  get isDraining() {
    return session(this).isDraining;
  }

  async createContext(sandbox, { signal, ...options } = {}) {
    const here = session(this);
    await here.ready();
    const { template, detached = false } = options;
    const place = new Place(here.generation, { detached });
    const { plain, modules, resolver } = contextParameters(here, options);
    try {
      const answer = await here.request("createContext", place, plain, { sandbox, modules }, signal);
      place.id = answer.context;
    } catch (error) {
      here.functions.leave(place);
      throw error;
    }
    here.know(place, resolver);
    if (template instanceof Template) here.functions.copy(places.get(template), place);
    return new Context(this, place);
  }

  /** A detached context that was made elsewhere, by its id. Nothing is sent. */
  context(id) {
    const place = new Place(session(this).generation, { id, detached: true });
    session(this).know(place);
    return new Context(this, place);
  }

  /** Whether a context, or the id of one, is that of a live context. */
  async isContext(context) {
    const here = session(this);
    await here.ready();
    const place = typeof context === "string" ? new Place(0, { id: context }) : placeOf(context, Context);
    if (place.generation !== 0 && place.generation !== here.generation && !place.detached) return false;
    return await here.request("isContext", place, { context: place.id });
  }

  async runInContext(code, context, { signal, ...options } = {}) {
    const here = session(this);
    const place = placeOf(context, Context);
    const plain = { context: place.id, ...source(here, code), ...options };
    return (await here.request("runInContext", place, plain, {}, signal)).result;
  }

  /** @returns `result`, and `sandbox`, which throws when it is read if it could not be read at the supervisor */
  async runInNewContext(code, sandbox, { signal, ...options } = {}) {
    const here = session(this);
    await here.ready();
    const place = new Place(here.generation, { group: here.loose });
    const { plain, modules, resolver } = contextParameters(here, options);
    here.holdResolver(resolver);
    let answer;
    try {
      Object.assign(plain, source(here, code));
      answer = await here.request("runInNewContext", place, plain, { sandbox, modules }, signal);
    } finally {
      if (resolver) here.dropResolver(resolver);
      here.endNewContext(place);
    }
    const { result, sandbox: after, sandboxError } = answer;
    return {
      result,
      get sandbox() {
        if (sandboxError) throw sandboxError;
        return after;
      },
    };
  }

  /** A run in the supervisor's one main context. */
  async runInThisContext(code, { signal, ...options } = {}) {
    const here = session(this);
    await here.ready();
    const plain = { ...source(here, code), ...options };
    return (await here.request("runInThisContext", here.main, plain, {}, signal)).result;
  }

  /** Compiles a script. */
  async createScript(code, { signal, ...options } = {}) {
    const here = session(this);
    await here.ready();
    const place = new Place(here.generation);
    if (options.cachedData) options.cachedData = toBase64(options.cachedData);
    const answer = await here.request("createScript", place, { code, ...options }, {}, signal);
    place.id = answer.script;
    return new Script(this, place, answer);
  }

  /** A template. A script is its text, or `{code, filename}`. */
  async createTemplate(scripts, sandbox, { warmUp, signal, ...options } = {}) {
    const here = session(this);
    await here.ready();
    const place = new Place(here.generation);
    const { plain, modules, resolver } = contextParameters(here, options);
    const listed = (list) => list?.map((script) => (typeof script === "string" ? { code: script } : script));
    Object.assign(plain, { scripts: listed(scripts), warmUp: listed(warmUp) });
    here.holdResolver(resolver);
    try {
      const answer = await here.request("createTemplate", place, plain, { sandbox, modules }, signal);
      place.id = answer.template;
    } catch (error) {
      if (resolver) here.dropResolver(resolver);
      throw error;
    }
    return new Template(this, place, resolver);
  }

  stats() {
    return session(this).request("stats", session(this).main, {});
  }

  /** What the supervisor is: its version, engine, methods and layers of containment. */
  describe() {
    return session(this).request("describe", session(this).main, {});
  }
}

if (Symbol.asyncDispose) {
  for (const [Kind, method] of [
    [Client, "close"],
    [Context, "dispose"],
    [Script, "dispose"],
    [Template, "dispose"],
  ]) {
    Object.defineProperty(Kind.prototype, Symbol.asyncDispose, { value: Kind.prototype[method] });
  }
}

function placeOf(object, Kind) {
  if (object instanceof Kind) return places.get(object);
  throw new TypeError(`expected a ${Kind.name} of createContext, and got ${object === null ? "null" : typeof object}`);
}

function source(here, code) {
  if (!(code instanceof Script)) return { code };
  const place = places.get(code);
  here.check(place);
  return { script: place.id };
}

/** What is sent of the options of a context, and its resolver. */
function contextParameters(here, { template, modules, detached, ...plain }) {
  let resolver;
  if (template instanceof Template) {
    here.check(places.get(template));
    plain.template = places.get(template).id;
    resolver = Template.resolver(template);
  } else if (template !== undefined) {
    plain.template = template;
  }
  if (detached) plain.detached = true;
  if (typeof modules !== "function") return { plain, modules, resolver };
  return { plain, modules: { resolver: true }, resolver: modules };
}
