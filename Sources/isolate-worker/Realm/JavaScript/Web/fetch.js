// Headers, Request, Response, and a fetch that calls one function of the program (https://fetch.spec.whatwg.org/).
// Bodies are always complete: there are no streams.
(function (host) {
  "use strict";
  const { DOMException, interfaces, utf8, fromUTF8 } = host;
  const TheTypeError = TypeError;
  const ThePromise = Promise;
  const TheUint8Array = Uint8Array;
  const { isView } = ArrayBuffer;
  const NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
  const METHODS = ["DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT"];
  const NULL_BODY_STATUSES = [101, 103, 204, 205, 304];

  class Headers {
    #list = new Map(); // lower-case name → values

    static {
      interfaces.set(this.prototype, (object) => (#list in object ? object.#list : undefined));
    }

    constructor(init = undefined) {
      if (init === undefined) return;
      if (init === null || (typeof init !== "object" && typeof init !== "function")) {
        throw new TheTypeError("Headers need an object");
      }
      const pairs = init[Symbol.iterator] === undefined ? Object.entries(init) : [...init];
      for (const pair of pairs) {
        const parts = [...pair];
        if (parts.length !== 2) throw new TheTypeError("Each header must be a pair of a name and a value");
        this.append(parts[0], parts[1]);
      }
    }

    static #name(name) {
      const text = `${name}`;
      if (!NAME.test(text)) throw new TheTypeError(`Invalid header name: '${text}'`);
      return text.toLowerCase();
    }
    static #value(value) {
      const text = `${value}`.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "");
      if (/[\0\n\r]|[^\0-\xff]/.test(text)) throw new TheTypeError("Invalid header value");
      return text;
    }

    append(name, value) {
      const key = Headers.#name(name);
      this.#list.set(key, [...(this.#list.get(key) ?? []), Headers.#value(value)]);
    }
    delete(name) {
      this.#list.delete(Headers.#name(name));
    }
    get(name) {
      return this.#list.get(Headers.#name(name))?.join(", ") ?? null;
    }
    getSetCookie() {
      return [...(this.#list.get("set-cookie") ?? [])];
    }
    has(name) {
      return this.#list.has(Headers.#name(name));
    }
    set(name, value) {
      this.#list.set(Headers.#name(name), [Headers.#value(value)]);
    }
    forEach(callback, receiver = undefined) {
      for (const [name, value] of this) callback.call(receiver, value, name, this);
    }
    *entries() {
      for (const name of [...this.#list.keys()].sort()) {
        if (name === "set-cookie") {
          for (const value of this.#list.get(name)) yield [name, value];
        } else {
          yield [name, this.#list.get(name).join(", ")];
        }
      }
    }
    *keys() {
      for (const [name] of this.entries()) yield name;
    }
    *values() {
      for (const [, value] of this.entries()) yield value;
    }
    [Symbol.iterator]() {
      return this.entries();
    }
  }

  // A body as bytes, and the content type that it implies.
  function readBody(body) {
    if (body === undefined || body === null) return { bytes: null, type: null };
    if (isView(body)) {
      return { bytes: new TheUint8Array(body.buffer, body.byteOffset, body.byteLength).slice(), type: null };
    }
    if (body instanceof ArrayBuffer) return { bytes: new TheUint8Array(body).slice(), type: null };
    const isForm = Object.prototype.toString.call(body) === "[object URLSearchParams]";
    const type = isForm ? "application/x-www-form-urlencoded;charset=UTF-8" : "text/plain;charset=UTF-8";
    return { bytes: new TheUint8Array(utf8(`${body}`)), type };
  }

  class Body {
    #bytes = null;
    #isUsed = false;

    constructor(bytes) {
      this.#bytes = bytes;
    }

    static bytesOf(body) {
      return body.#bytes;
    }
    static isUsed(body) {
      return body.#isUsed;
    }

    get bodyUsed() {
      return this.#isUsed;
    }
    #take() {
      return new ThePromise((resolve) => {
        if (this.#isUsed) throw new TheTypeError("The body has been read already");
        this.#isUsed = this.#bytes !== null;
        resolve(this.#bytes ?? new TheUint8Array(0));
      });
    }
    async arrayBuffer() {
      return (await this.#take()).slice().buffer;
    }
    async bytes() {
      return (await this.#take()).slice();
    }
    async text() {
      return fromUTF8(await this.#take()).replace(/^\ufeff/, "");
    }
    async json() {
      return JSON.parse(await this.text());
    }
  }
  const { bytesOf, isUsed } = Body;
  delete Body.bytesOf;
  delete Body.isUsed;

  // Without the group `url` addresses stay as they are.
  function parseURL(text) {
    return typeof URL === "function" ? new URL(text) : { href: text, username: "", password: "" };
  }

  function addressOf(input) {
    const { href, username, password } = parseURL(`${input}`);
    if (username !== "" || password !== "") {
      throw new TheTypeError("The URL of a request can't have a user's name or password");
    }
    return href;
  }

  function checkSignal(signal) {
    if (signal === undefined || signal === null) return null;
    const isSignal = typeof AbortSignal === "function"
      ? signal instanceof AbortSignal
      : typeof signal.addEventListener === "function";
    if (!isSignal) throw new TheTypeError("The signal must be an AbortSignal");
    return signal;
  }

  function headersWith(init, type) {
    const headers = new Headers(init);
    if (type !== null && !headers.has("content-type")) headers.set("content-type", type);
    return headers;
  }

  class Request extends Body {
    #parts;

    static {
      interfaces.set(this.prototype, (object) => {
        const parts = #parts in object ? object.#parts : undefined;
        if (parts === undefined) return undefined;
        const { method, url, headers, signal } = parts;
        return signal === null ? { method, url, headers } : { method, url, headers, signal };
      });
    }

    constructor(input, init = {}) {
      if (arguments.length === 0) throw new TheTypeError("Request needs an argument");
      const from = input instanceof Request ? input : undefined;
      const given = `${init?.method ?? from?.method ?? "GET"}`;
      const upper = given.toUpperCase();
      const method = METHODS.includes(upper) ? upper : given;
      if (!NAME.test(method) || ["CONNECT", "TRACE", "TRACK"].includes(upper)) {
        throw new TheTypeError(`'${given}' is no method of a request`);
      }
      if (from !== undefined && init?.body === undefined && isUsed(from)) {
        throw new TheTypeError("The request's body has been read already");
      }
      const { bytes, type } = init?.body === undefined && from !== undefined
        ? { bytes: bytesOf(from), type: null }
        : readBody(init?.body);
      if (bytes !== null && (method === "GET" || method === "HEAD")) {
        throw new TheTypeError("A request with the method GET or HEAD can't have a body");
      }
      super(bytes);
      const url = from?.url ?? addressOf(input);
      const signal = checkSignal(init?.signal === undefined ? from?.signal : init.signal);
      this.#parts = { url, method, headers: headersWith(init?.headers ?? from?.headers, type), signal };
    }
    get url() {
      return this.#parts.url;
    }
    get method() {
      return this.#parts.method;
    }
    get headers() {
      return this.#parts.headers;
    }
    // A request that was made without a signal has one that is never aborted.
    get signal() {
      if (this.#parts.signal === null && typeof AbortController === "function") {
        this.#parts.signal = new AbortController().signal;
      }
      return this.#parts.signal;
    }
    clone() {
      return new Request(this);
    }
  }

  const isSuccess = (status) => status >= 200 && status <= 299;

  class Response extends Body {
    #parts;

    static {
      interfaces.set(this.prototype, (object) => {
        const parts = #parts in object ? object.#parts : undefined;
        if (parts === undefined) return undefined;
        const { status, statusText, headers, type, url } = parts;
        const ok = isSuccess(status);
        return { status, statusText, headers, bodyUsed: isUsed(object), ok, redirected: false, type, url };
      });
    }

    constructor(body = null, init = {}) {
      const status = init?.status ?? 200;
      if (!(status >= 200 && status <= 599)) throw new RangeError("The status must be from 200 to 599");
      const statusText = `${init?.statusText ?? ""}`;
      const { bytes, type } = readBody(body);
      if (bytes !== null && NULL_BODY_STATUSES.includes(status)) {
        throw new TheTypeError(`A response with the status ${status} can't have a body`);
      }
      super(bytes);
      this.#parts = { status: +status, statusText, headers: headersWith(init?.headers, type), url: "", type: "default" };
    }
    static error() {
      const response = new Response();
      Object.assign(response.#parts, { status: 0, type: "error" });
      return response;
    }
    static json(data, init = {}) {
      const text = JSON.stringify(data);
      if (text === undefined) throw new TheTypeError("The data is not JSON");
      const response = new Response(text, init);
      if (!new Headers(init?.headers).has("content-type")) response.headers.set("content-type", "application/json");
      return response;
    }
    static redirect(url, status = 302) {
      if (![301, 302, 303, 307, 308].includes(status)) throw new RangeError("The status is no redirect");
      return new Response(null, { status, headers: { location: parseURL(`${url}`).href } });
    }
    // The response for a result of the program's function.
    static of(result) {
      if (typeof result !== "object" || result === null) {
        throw new TheTypeError("The program's fetch must return an object with the members of a response");
      }
      const { status = 200, statusText = "", headers = {}, body = null, url = "" } = result;
      if (body !== null && typeof body !== "string" && !isView(body) && !(body instanceof ArrayBuffer)) {
        throw new TheTypeError("The body that the program's fetch returns must be a string, bytes or null");
      }
      const response = new Response(NULL_BODY_STATUSES.includes(status) ? null : body, { status, statusText });
      Object.assign(response.#parts, { headers: new Headers(headers), url: `${url}`, type: "basic" });
      return response;
    }
    get status() {
      return this.#parts.status;
    }
    get statusText() {
      return this.#parts.statusText;
    }
    get ok() {
      return isSuccess(this.status);
    }
    get headers() {
      return this.#parts.headers;
    }
    get url() {
      return this.#parts.url;
    }
    get type() {
      return this.#parts.type;
    }
    get redirected() {
      return false;
    }
    clone() {
      if (isUsed(this)) throw new TheTypeError("The response's body has been read already");
      const copy = new Response(bytesOf(this), { status: this.status === 0 ? 200 : this.status });
      copy.#parts = { ...this.#parts, headers: new Headers(this.headers) };
      return copy;
    }
  }
  const makeResponse = Response.of;
  delete Response.of;

  function aborted(signal) {
    return signal.reason ?? new DOMException("This operation was aborted", "AbortError");
  }

  return {
    globals: { Headers, Request, Response },
    // `call` takes `{ url, method, headers, body }`, with headers as pairs and the body as bytes or null, and returns
    // `{ status, statusText, headers, body, url }`, or a promise for that.
    makeFetch(call) {
      const { fetch } = {
        fetch(input, init = undefined) {
          return new ThePromise((resolve, reject) => {
            const request = new Request(input, init ?? {});
            const { signal } = request;
            if (signal?.aborted) throw aborted(signal);
            const abort = () => reject(aborted(signal));
            signal?.addEventListener("abort", abort, { once: true });
            const { url, method, headers } = request;
            const answer = new ThePromise((settle) => {
              settle(call({ url, method, headers: [...headers], body: bytesOf(request) }));
            });
            // The signal may live long, and must not keep every response alive.
            answer.finally(() => signal?.removeEventListener("abort", abort))
              .then((response) => resolve(makeResponse(response ?? {}))).catch(reject);
          });
        },
      };
      return fetch;
    },
  };
})
