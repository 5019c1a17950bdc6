import { fromBase64, toBase64 } from "./base64.js";

/** A function of this program for scripts, where the defaults are not what is wanted. */
export class HostFunction {
  /**
   * @param {Function} body
   * @param {{name?: string, async?: boolean}} options with `async`, a script that calls it gets a promise at once;
   *   otherwise the script waits for what it returns, or for what its promise is fulfilled with.
   */
  constructor(body, { name = body.name, async = isAsync(body) } = {}) {
    this.body = body;
    this.name = name;
    this.async = async;
  }
}

function isAsync(body) {
  return Object.prototype.toString.call(body) === "[object AsyncFunction]";
}

const classes = new WeakMap();
const scriptErrors = new WeakSet();
const typedArrayTag = Object.getOwnPropertyDescriptor(
  Object.getPrototypeOf(Uint8Array.prototype),
  Symbol.toStringTag,
).get;
const errorClasses = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/** What an object was that could not cross as what it is, as "Module" or "WeakMap"; undefined for any other. */
export function classOf(value) {
  return classes.get(value);
}

/** An encoded object or array, which may turn out to be reached more than once. */
class Node {
  constructor(type, isPlain) {
    this.type = type;
    this.isPlain = isPlain;
    this.id = undefined;
    this.value = undefined;
  }

  toJSON() {
    if (this.id === undefined) {
      return this.isPlain ? this.value : { $type: this.type, value: this.value };
    }
    return { $type: this.type, id: this.id, value: this.value };
  }
}

/** Encodes the values of one message. */
export class Encoder {
  #owner;
  #nodes = new Map();
  #lastID = 0;

  /** @param owner keeps the functions in the values: `hostFunction(function)` and `handleOf(value)`. */
  constructor(owner) {
    this.#owner = owner;
  }

  /** Each value of a message has references of its own. */
  encode(value) {
    this.#nodes.clear();
    return this.#value(value);
  }

  #value(value) {
    switch (typeof value) {
      case "undefined":
        return { $type: "undefined" };
      case "string":
      case "boolean":
        return value;
      case "number":
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { $type: "number", value: Object.is(value, -0) ? "-0" : String(value) };
      case "bigint":
        return { $type: "bigint", value: String(value) };
      case "symbol":
        return Symbol.keyFor(value) === undefined
          ? { $type: "symbol", value: value.description ?? null }
          : { $type: "symbol", value: value.description, registered: true };
      case "function":
        return this.#owner.handleOf(value) ?? this.#owner.hostFunction(value);
      default:
        return value === null ? null : this.#object(value);
    }
  }

  #object(object) {
    const known = this.#nodes.get(object);
    if (known) {
      known.id ??= ++this.#lastID;
      return { $type: "ref", value: known.id };
    }
    const handle = this.#owner.handleOf(object);
    if (handle) return handle;
    if (object instanceof HostFunction) return this.#owner.hostFunction(object);
    if (Array.isArray(object)) return this.#array(object);
    if (ArrayBuffer.isView(object)) return this.#view(object);
    const tag = Object.prototype.toString.call(object).slice(8, -1);
    switch (tag) {
      case "Date": {
        const time = Date.prototype.getTime.call(object);
        return this.#leaf(object, "date", Number.isNaN(time) ? null : new Date(time).toISOString());
      }
      case "RegExp":
        return this.#leaf(object, "regexp", { pattern: object.source, flags: object.flags });
      case "ArrayBuffer":
        return this.#leaf(object, "arraybuffer", toBase64(new Uint8Array(object)));
      case "Map":
        return this.#container(object, "map", () =>
          Array.from(Map.prototype.entries.call(object), (entry) => entry.map((part) => this.#value(part))),
        );
      case "Set":
        return this.#container(object, "set", () =>
          Array.from(Set.prototype.values.call(object), (member) => this.#value(member)),
        );
      case "Number":
      case "String":
      case "Boolean":
      case "BigInt":
      case "Symbol":
        if (typeof object.valueOf() !== "object") return this.#value(object.valueOf());
        break;
      case "Promise":
        throw new TypeError("a promise has no counterpart on the other side: await it first");
      case "SharedArrayBuffer":
        throw new TypeError("memory can't be shared with a script: copy it into an ArrayBuffer");
    }
    if (tag === "Error" || object instanceof Error) return this.#error(object);
    return this.#plain(object);
  }

  #container(object, type, contents, isPlain = false) {
    const node = new Node(type, isPlain);
    this.#nodes.set(object, node);
    node.value = contents();
    return node;
  }

  #leaf(object, type, value) {
    return this.#container(object, type, () => value);
  }

  #array(array) {
    // Array.from makes undefined of holes.
    return this.#container(array, "array", () => Array.from(array, (element) => this.#value(element)), true);
  }

  #plain(object) {
    return this.#container(object, "object", () => this.#members(object), !Object.hasOwn(object, "$type"));
  }

  #members(object, target = Object.create(null)) {
    // Without a prototype, __proto__ is a key as any other.
    for (const key of Object.keys(object)) target[key] = this.#value(object[key]);
    return target;
  }

  #view(view) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const type = typedArrayTag.call(view) ?? "DataView";
    return this.#leaf(view, "typedarray", { type, data: toBase64(bytes) });
  }

  #error(error) {
    return this.#container(error, "error", () => {
      const members = Object.create(null);
      members.name = String(error.name);
      members.message = String(error.message);
      // The stack of an error of this program names its files, which are none of a script's business.
      if (scriptErrors.has(error)) members.stack = String(error.stack);
      if (Object.hasOwn(error, "cause")) members.cause = this.#value(error.cause);
      if (Object.hasOwn(error, "errors")) members.errors = this.#value(error.errors);
      for (const key of Object.keys(error)) {
        if (!(key in members)) members[key] = this.#value(error[key]);
      }
      return members;
    });
  }
}

/** Decodes one value. `owner` makes what stands for functions and promises. */
export function decode(encoded, owner) {
  return new Decoder(owner).decode(encoded);
}

class Decoder {
  #owner;
  #known = new Map();
  #later = [];

  constructor(owner) {
    this.#owner = owner;
  }

  decode(encoded) {
    let result;
    this.#into(encoded, (value) => (result = value));
    // Maps and sets are filled in when all else is there, in their order. A reference may come before what it refers
    // to, because JSON.parse puts keys that are indices first.
    for (let index = 0; index < this.#later.length; index++) this.#later[index]();
    return result;
  }

  #into(encoded, set) {
    if (encoded === null || typeof encoded !== "object") return set(encoded);
    if (Array.isArray(encoded)) return this.#array(encoded, undefined, set);
    if (!Object.hasOwn(encoded, "$type")) return this.#members(encoded, this.#note(undefined, {}, set));
    const { $type, value, id } = encoded;
    switch ($type) {
      case "ref":
        if (this.#known.has(value)) return set(this.#known.get(value));
        set(undefined);
        // Before maps and sets, which are filled in with it.
        this.#later.unshift(() => {
          if (!this.#known.has(value)) throw new TypeError(`a reference to nothing came: ${value}`);
          set(this.#known.get(value));
        });
        return;
      case "array":
        return this.#array(value, id, set);
      case "object": {
        const object = this.#note(id, {}, set);
        if (encoded.class !== undefined) classes.set(object, encoded.class);
        return this.#members(value, object);
      }
      case "map": {
        const map = this.#note(id, new Map(), set);
        const entries = value.map((entry) => this.#parts(entry));
        this.#later.push(() => entries.forEach(([key, member]) => map.set(key, member)));
        return;
      }
      case "set": {
        const result = this.#note(id, new Set(), set);
        const members = this.#parts(value);
        this.#later.push(() => members.forEach((member) => result.add(member)));
        return;
      }
      case "error":
        return this.#error(value, id, set);
      default:
        this.#note(id, this.#leaf($type, value, encoded), set);
    }
  }

  #note(id, value, set) {
    if (id !== undefined) this.#known.set(id, value);
    set(value);
    return value;
  }

  #parts(encoded) {
    const parts = new Array(encoded.length);
    encoded.forEach((part, index) => this.#into(part, (value) => (parts[index] = value)));
    return parts;
  }

  #array(encoded, id, set) {
    const array = this.#note(id, [], set);
    encoded.forEach((element, index) => this.#into(element, (value) => (array[index] = value)));
  }

  #members(encoded, target) {
    for (const key of Object.keys(encoded)) this.#into(encoded[key], (value) => define(target, key, value, true));
  }

  #error(members, id, set) {
    const { name, message, stack, cause, errors, ...rest } = members;
    const Kind = Object.hasOwn(errorClasses, name) ? errorClasses[name] : Error;
    const text = typeof message === "string" ? message : "";
    const error = name === "AggregateError" ? new AggregateError([], text) : new Kind(text);
    scriptErrors.add(this.#note(id, error, set));
    if (typeof name === "string" && error.name !== name) define(error, "name", name, false);
    define(error, "stack", typeof stack === "string" ? stack : `${error}`, false);
    for (const [key, encoded] of Object.entries({ cause, errors })) {
      if (Object.hasOwn(members, key)) this.#into(encoded, (value) => define(error, key, value, false));
    }
    this.#members(rest, error);
  }

  #leaf(type, value, encoded) {
    switch (type) {
      case "undefined":
        return undefined;
      case "number":
        return Number(value);
      case "bigint":
        return BigInt(value);
      case "symbol":
        return encoded.registered ? Symbol.for(value) : Symbol(value ?? undefined);
      case "date":
        return new Date(value ?? NaN);
      case "regexp":
        return new RegExp(value.pattern, value.flags);
      case "arraybuffer":
        return fromBase64(value).buffer;
      case "typedarray":
        return view(value.type, fromBase64(value.data).buffer);
      case "function":
        return this.#owner.scriptFunction(value.name ?? "", value.length ?? 0, value.handle);
      case "promise":
        return this.#owner.scriptPromise(value.handle);
      default:
        throw new TypeError(`a value of an unknown type came: ${type}`);
    }
  }
}

function view(type, buffer) {
  const View = globalThis[type];
  if (typeof View !== "function" || !("BYTES_PER_ELEMENT" in View || type === "DataView")) {
    throw new TypeError(`there are no arrays of the type ${type} here`);
  }
  return new View(buffer);
}

function define(target, key, value, enumerable) {
  Object.defineProperty(target, key, { value, enumerable, writable: true, configurable: true });
}
