// URL and URLSearchParams (https://url.spec.whatwg.org/).
(function (host) {
  "use strict";
  const { utf8, fromUTF8, decodeBytes, percentEncode, parseHost } = host;
  const sets = host.encodeSets;
  const TheTypeError = TypeError;
  const SPECIAL = {
    __proto__: null, "http:": "80", "https:": "443", "ws:": "80", "wss:": "443", "ftp:": "21", "file:": "",
  };

  const isSpecial = (url) => url.protocol in SPECIAL;
  const isDriveLetter = (text) => /^[A-Za-z][:|]$/.test(text);
  const startsWithDriveLetter = (text) => /^[A-Za-z][:|](?:[/\\?#]|$)/.test(text);
  const isSingleDot = (part) => /^(?:\.|%2e)$/i.test(part);
  const isDoubleDot = (part) => /^(?:\.|%2e){2}$/i.test(part);

  function shorten(url) {
    const { path } = url;
    if (url.protocol === "file:" && path.length === 1 && /^[A-Za-z]:$/.test(path[0])) return;
    path.pop();
  }

  function wellFormed(text) {
    return `${text}`.toWellFormed();
  }

  class Parser {
    constructor(input, base, url, state) {
      this.base = base;
      this.override = state !== undefined;
      this.url = url ?? {
        protocol: "", username: "", password: "", host: null, port: "", path: [], opaque: null, query: null,
        fragment: null,
      };
      let text = input;
      if (url === undefined) text = text.replace(/^[\0-\x20]+|[\0-\x20]+$/g, "");
      this.input = [...text.replace(/[\t\n\r]/g, "")];
      this.at = 0;
      this.state = state ?? "schemeStart";
      this.buffer = "";
      this.isInBrackets = false;
      this.seenAt = false;
      this.seenPassword = false;
    }

    // Returns the URL, or undefined if the input is not a valid one.
    run() {
      for (;;) {
        const character = this.input[this.at];
        const outcome = this[this.state](character);
        if (outcome === false) return undefined;
        if (outcome === true) return this.url;
        if (this.at >= this.input.length) return this.url;
        this.at += 1;
      }
    }

    rest() {
      return this.input.slice(this.at + 1).join("");
    }

    isSlash(c) {
      return c === "/" || (c === "\\" && isSpecial(this.url));
    }

    schemeStart(c) {
      if (c !== undefined && /[A-Za-z]/.test(c)) {
        this.buffer += c.toLowerCase();
        this.state = "scheme";
      } else if (!this.override) {
        this.state = "noScheme";
        this.at -= 1;
      } else {
        return false;
      }
      return undefined;
    }

    scheme(c) {
      const { url } = this;
      if (c !== undefined && /[A-Za-z0-9+.-]/.test(c)) {
        this.buffer += c.toLowerCase();
        return undefined;
      }
      if (c === ":") {
        const protocol = `${this.buffer}:`;
        if (this.override) {
          if (isSpecial(url) !== protocol in SPECIAL) return true;
          if ((url.username !== "" || url.password !== "" || url.port !== "") && protocol === "file:") return true;
          if (url.protocol === "file:" && url.host === "") return true;
        }
        url.protocol = protocol;
        if (this.override) {
          if (url.port === SPECIAL[protocol]) url.port = "";
          return true;
        }
        this.buffer = "";
        if (protocol === "file:") {
          this.state = "file";
        } else if (isSpecial(url)) {
          this.state = this.base?.protocol === protocol ? "specialRelativeOrAuthority" : "specialAuthoritySlashes";
        } else if (this.input[this.at + 1] === "/") {
          this.state = "pathOrAuthority";
          this.at += 1;
        } else {
          url.opaque = "";
          this.state = "opaquePath";
        }
        return undefined;
      }
      if (this.override) return false;
      this.buffer = "";
      this.state = "noScheme";
      this.at = -1;
      return undefined;
    }

    noScheme(c) {
      const { base, url } = this;
      if (base === undefined || (base.opaque !== null && c !== "#")) return false;
      if (base.opaque !== null) {
        Object.assign(url, {
          protocol: base.protocol, path: [...base.path], opaque: base.opaque, query: base.query, fragment: "",
        });
        this.state = "fragment";
      } else {
        this.state = base.protocol === "file:" ? "file" : "relative";
        this.at -= 1;
      }
      return undefined;
    }

    specialRelativeOrAuthority(c) {
      if (c === "/" && this.input[this.at + 1] === "/") {
        this.state = "specialAuthorityIgnoreSlashes";
        this.at += 1;
      } else {
        this.state = "relative";
        this.at -= 1;
      }
    }

    pathOrAuthority(c) {
      if (c === "/") {
        this.state = "authority";
      } else {
        this.state = "path";
        this.at -= 1;
      }
    }

    relative(c) {
      const { base, url } = this;
      url.protocol = base.protocol;
      if (c === "/") {
        this.state = "relativeSlash";
      } else if (isSpecial(url) && c === "\\") {
        this.state = "relativeSlash";
      } else {
        this.takeAuthority();
        url.path = [...base.path];
        url.query = base.query;
        this.continueFromBase(c, () => shorten(url));
      }
    }

    // Continues with the query or fragment if `c` begins one. Returns whether it does.
    takeQueryOrFragment(c) {
      if (c === "?") {
        this.url.query = "";
        this.state = "query";
      } else if (c === "#") {
        this.url.fragment = "";
        this.state = "fragment";
      }
      return c === "?" || c === "#";
    }

    // Continues behind the base's path with a query, a fragment, or a path. Before a path, `leave` removes what does
    // not belong to the base's folder.
    continueFromBase(c, leave) {
      const { url } = this;
      if (this.takeQueryOrFragment(c)) return;
      if (c !== undefined) {
        url.query = null;
        leave();
        this.state = "path";
        this.at -= 1;
      }
    }

    takeAuthority() {
      const { username, password, host: name, port } = this.base;
      Object.assign(this.url, { username, password, host: name, port });
    }

    relativeSlash(c) {
      if (isSpecial(this.url) && (c === "/" || c === "\\")) {
        this.state = "specialAuthorityIgnoreSlashes";
      } else if (c === "/") {
        this.state = "authority";
      } else {
        this.takeAuthority();
        this.state = "path";
        this.at -= 1;
      }
    }

    specialAuthoritySlashes(c) {
      this.state = "specialAuthorityIgnoreSlashes";
      if (c === "/" && this.input[this.at + 1] === "/") this.at += 1;
      else this.at -= 1;
    }

    specialAuthorityIgnoreSlashes(c) {
      if (c === "/" || c === "\\") return;
      this.state = "authority";
      this.at -= 1;
    }

    authority(c) {
      const { url } = this;
      if (c === "@") {
        if (this.seenAt) this.buffer = `%40${this.buffer}`;
        this.seenAt = true;
        for (const one of this.buffer) {
          if (one === ":" && !this.seenPassword) {
            this.seenPassword = true;
            continue;
          }
          url[this.seenPassword ? "password" : "username"] += percentEncode(one, sets.userinfo);
        }
        this.buffer = "";
      } else if (c === undefined || c === "/" || c === "?" || c === "#" || (isSpecial(url) && c === "\\")) {
        if (this.seenAt && this.buffer === "") return false;
        this.at -= [...this.buffer].length + 1;
        this.buffer = "";
        this.state = "host";
      } else {
        this.buffer += c;
      }
      return undefined;
    }

    host(c) {
      const { url } = this;
      if (this.override && url.protocol === "file:") {
        this.at -= 1;
        this.state = "fileHost";
        return undefined;
      }
      if (c === ":" && !this.isInBrackets) {
        if (this.buffer === "") return false;
        if (this.override === true && this.wantsHostname) return false;
        return this.finishHost("port");
      }
      if (c === undefined || c === "/" || c === "?" || c === "#" || (isSpecial(url) && c === "\\")) {
        this.at -= 1;
        if (isSpecial(url) && this.buffer === "") return false;
        if (this.override && this.buffer === "" && (url.username !== "" || url.password !== "" || url.port !== "")) {
          return false;
        }
        const outcome = this.finishHost("pathStart");
        return outcome === undefined && this.override ? true : outcome;
      }
      if (c === "[") this.isInBrackets = true;
      if (c === "]") this.isInBrackets = false;
      this.buffer += c;
      return undefined;
    }

    finishHost(state) {
      const name = parseHost(this.buffer, isSpecial(this.url));
      if (name === undefined) return false;
      this.url.host = name;
      this.buffer = "";
      this.state = state;
      return undefined;
    }

    port(c) {
      const { url } = this;
      if (c !== undefined && /[0-9]/.test(c)) {
        this.buffer += c;
        return undefined;
      }
      const isEnd = c === undefined || c === "/" || c === "?" || c === "#" || (isSpecial(url) && c === "\\");
      if (!isEnd && !this.override) return false;
      if (this.buffer !== "") {
        const number = Number(this.buffer);
        if (number > 65535) return false;
        url.port = String(number) === SPECIAL[url.protocol] ? "" : String(number);
        this.buffer = "";
        if (this.override) return true;
      }
      if (this.override) return false;
      this.state = "pathStart";
      this.at -= 1;
      return undefined;
    }

    file(c) {
      const { base, url } = this;
      url.protocol = "file:";
      url.host = "";
      if (c === "/" || c === "\\") {
        this.state = "fileSlash";
      } else if (base?.protocol === "file:") {
        Object.assign(url, { host: base.host, path: [...base.path], query: base.query });
        this.continueFromBase(c, () => {
          if (startsWithDriveLetter(c + this.rest())) url.path = [];
          else shorten(url);
        });
      } else {
        this.state = "path";
        this.at -= 1;
      }
    }

    fileSlash(c) {
      const { base, url } = this;
      if (c === "/" || c === "\\") {
        this.state = "fileHost";
        return;
      }
      if (base?.protocol === "file:") {
        url.host = base.host;
        const hasLetter = startsWithDriveLetter((c ?? "") + this.rest());
        if (!hasLetter && base.path.length > 0 && /^[A-Za-z]:$/.test(base.path[0])) url.path.push(base.path[0]);
      }
      this.state = "path";
      this.at -= 1;
    }

    fileHost(c) {
      const { url } = this;
      if (c !== undefined && c !== "/" && c !== "\\" && c !== "?" && c !== "#") {
        this.buffer += c;
        return undefined;
      }
      this.at -= 1;
      if (!this.override && isDriveLetter(this.buffer)) {
        this.state = "path";
        return undefined;
      }
      let name = "";
      if (this.buffer !== "") {
        name = parseHost(this.buffer, true);
        if (name === undefined) return false;
        if (name === "localhost") name = "";
      }
      url.host = name;
      if (this.override) return true;
      this.buffer = "";
      this.state = "pathStart";
      return undefined;
    }

    pathStart(c) {
      const { url } = this;
      if (isSpecial(url)) {
        this.state = "path";
        if (c !== "/" && c !== "\\") this.at -= 1;
      } else if (!this.override && c === "?") {
        url.query = "";
        this.state = "query";
      } else if (!this.override && c === "#") {
        url.fragment = "";
        this.state = "fragment";
      } else if (c !== undefined) {
        this.state = "path";
        if (c !== "/") this.at -= 1;
      } else if (this.override && url.host === null) {
        url.path.push("");
      }
    }

    path(c) {
      const { url } = this;
      if (c !== undefined && !this.isSlash(c) && (this.override || (c !== "?" && c !== "#"))) {
        this.buffer += percentEncode(c, sets.path);
        return;
      }
      if (isDoubleDot(this.buffer)) {
        shorten(url);
        if (!this.isSlash(c)) url.path.push("");
      } else if (isSingleDot(this.buffer)) {
        if (!this.isSlash(c)) url.path.push("");
      } else {
        if (url.protocol === "file:" && url.path.length === 0 && isDriveLetter(this.buffer)) {
          this.buffer = `${this.buffer[0]}:`;
        }
        url.path.push(this.buffer);
      }
      this.buffer = "";
      this.takeQueryOrFragment(c);
    }

    opaquePath(c) {
      const { url } = this;
      if (this.takeQueryOrFragment(c)) return;
      if (c === " ") {
        const next = this.input[this.at + 1];
        url.opaque += next === "?" || next === "#" || next === undefined ? "%20" : " ";
      } else if (c !== undefined) {
        url.opaque += percentEncode(c, sets.c0);
      }
    }

    query(c) {
      const { url } = this;
      if (c === undefined || (c === "#" && !this.override)) {
        url.query += percentEncode(this.buffer, isSpecial(url) ? sets.specialQuery : sets.query);
        this.buffer = "";
        if (c === "#") {
          url.fragment = "";
          this.state = "fragment";
        }
      } else {
        this.buffer += c;
      }
    }

    fragment(c) {
      if (c !== undefined) this.url.fragment += percentEncode(c, sets.fragment);
    }
  }

  function parse(text, base) {
    return new Parser(text, base).run();
  }

  function pathOf(url) {
    if (url.opaque !== null) return url.opaque;
    let text = "";
    for (let index = 0; index < url.path.length; index += 1) text += `/${url.path[index]}`;
    return text;
  }

  function serialize(url, withoutFragment = false) {
    let text = url.protocol;
    if (url.host !== null) {
      text += "//";
      if (url.username !== "" || url.password !== "") {
        text += `${url.username}${url.password === "" ? "" : `:${url.password}`}@`;
      }
      text += url.host + (url.port === "" ? "" : `:${url.port}`);
    } else if (url.opaque === null && url.path.length > 1 && url.path[0] === "") {
      text += "/.";
    }
    text += pathOf(url);
    if (url.query !== null) text += `?${url.query}`;
    if (url.fragment !== null && !withoutFragment) text += `#${url.fragment}`;
    return text;
  }

  const originOf = (url) => {
    if (url.protocol === "blob:") {
      const inner = parse(pathOf(url));
      return inner !== undefined && /^https?:$/.test(inner.protocol) ? originOf(inner) : "null";
    }
    if (!isSpecial(url) || url.protocol === "file:") return "null";
    return `${url.protocol}//${url.host}${url.port === "" ? "" : `:${url.port}`}`;
  };

  const hostOf = ({ host: name, port }) => (name === null ? "" : name + (port === "" ? "" : `:${port}`));
  const searchOf = ({ query }) => (query === null || query === "" ? "" : `?${query}`);
  const hashOf = ({ fragment }) => (fragment === null || fragment === "" ? "" : `#${fragment}`);

  // application/x-www-form-urlencoded
  function parseForm(text) {
    const pairs = [];
    for (const sequence of text.split("&")) {
      if (sequence === "") continue;
      const equals = sequence.indexOf("=");
      const name = equals < 0 ? sequence : sequence.slice(0, equals);
      const value = equals < 0 ? "" : sequence.slice(equals + 1);
      pairs.push([name, value].map((part) => fromUTF8(decodeBytes(utf8(part.replaceAll("+", " "))))));
    }
    return pairs;
  }

  const isFormSafe = (byte) => byte < 128 && /[A-Za-z0-9*._-]/.test(String.fromCharCode(byte));

  function encodeForm(text) {
    let result = "";
    for (const byte of utf8(text)) {
      if (byte === 32) result += "+";
      else if (isFormSafe(byte)) result += String.fromCharCode(byte);
      else result += `%${byte < 16 ? "0" : ""}${byte.toString(16).toUpperCase()}`;
    }
    return result;
  }

  function required(args, count, name) {
    if (args.length < count) throw new TheTypeError(`${name} needs ${count} argument${count === 1 ? "" : "s"}`);
  }

  let bind;

  class URLSearchParams {
    #pairs = [];
    #changed = () => {};

    static {
      host.interfaces.set(this.prototype, (object) => (#pairs in object ? object.#pairs : undefined));
      bind = (params, text, changed) => {
        params.#pairs = parseForm(text);
        if (changed !== undefined) params.#changed = changed;
      };
    }

    constructor(init = "") {
      if ((typeof init === "object" && init !== null) || typeof init === "function") {
        const iterate = init[Symbol.iterator];
        if (iterate !== undefined && iterate !== null) {
          for (const pair of init) {
            const parts = typeof pair === "object" && pair !== null ? [...pair] : [];
            if (parts.length !== 2) throw new TheTypeError("Each query pair must be an iterable [name, value] tuple");
            this.#pairs.push(parts.map(wellFormed));
          }
        } else {
          const pairs = new Map();
          for (const key of Reflect.ownKeys(init)) {
            if (!Reflect.getOwnPropertyDescriptor(init, key)?.enumerable) continue;
            if (typeof key === "symbol") throw new TheTypeError("A name can't be a symbol");
            pairs.set(wellFormed(key), wellFormed(init[key]));
          }
          this.#pairs = [...pairs];
        }
      } else {
        this.#pairs = parseForm(wellFormed(init).replace(/^\?/, ""));
      }
    }

    get size() {
      return this.#pairs.length;
    }
    append(name, value) {
      required(arguments, 2, "append");
      this.#pairs.push([wellFormed(name), wellFormed(value)]);
      this.#changed();
    }
    delete(name, value = undefined) {
      required(arguments, 1, "delete");
      const key = wellFormed(name);
      const wanted = value === undefined ? undefined : wellFormed(value);
      this.#pairs = this.#pairs.filter((pair) => pair[0] !== key || (wanted !== undefined && pair[1] !== wanted));
      this.#changed();
    }
    get(name) {
      required(arguments, 1, "get");
      const key = wellFormed(name);
      return this.#pairs.find((pair) => pair[0] === key)?.[1] ?? null;
    }
    getAll(name) {
      required(arguments, 1, "getAll");
      const key = wellFormed(name);
      return this.#pairs.filter((pair) => pair[0] === key).map((pair) => pair[1]);
    }
    has(name, value = undefined) {
      required(arguments, 1, "has");
      const key = wellFormed(name);
      const wanted = value === undefined ? undefined : wellFormed(value);
      return this.#pairs.some((pair) => pair[0] === key && (wanted === undefined || pair[1] === wanted));
    }
    set(name, value) {
      required(arguments, 2, "set");
      const key = wellFormed(name);
      const text = wellFormed(value);
      const first = this.#pairs.find((pair) => pair[0] === key);
      if (first === undefined) {
        this.#pairs.push([key, text]);
      } else {
        first[1] = text;
        this.#pairs = this.#pairs.filter((pair) => pair === first || pair[0] !== key);
      }
      this.#changed();
    }
    sort() {
      this.#pairs.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
      this.#changed();
    }
    forEach(callback, receiver = undefined) {
      required(arguments, 1, "forEach");
      if (typeof callback !== "function") throw new TheTypeError("The callback must be a function");
      for (let index = 0; index < this.#pairs.length; index += 1) {
        const [name, value] = this.#pairs[index];
        callback.call(receiver, value, name, this);
      }
    }
    *#each(select) {
      for (let index = 0; index < this.#pairs.length; index += 1) yield select(this.#pairs[index]);
    }
    entries() {
      return this.#each(([name, value]) => [name, value]);
    }
    keys() {
      return this.#each(([name]) => name);
    }
    values() {
      return this.#each(([, value]) => value);
    }
    [Symbol.iterator]() {
      return this.entries();
    }
    toString() {
      return this.#pairs.map(([name, value]) => `${encodeForm(name)}=${encodeForm(value)}`).join("&");
    }
  }

  function invalid(input, base) {
    const error = new TheTypeError("Invalid URL");
    error.code = "ERR_INVALID_URL";
    error.input = input;
    if (base !== undefined) error.base = base;
    return error;
  }

  class URL {
    #url;
    #params = new URLSearchParams();

    static {
      host.interfaces.set(this.prototype, (object) => {
        if (!(#params in object)) return undefined;
        const url = object.#url;
        return {
          href: serialize(url), origin: originOf(url), protocol: url.protocol, username: url.username,
          password: url.password, host: hostOf(url), hostname: url.host ?? "", port: url.port, pathname: pathOf(url),
          search: searchOf(url), searchParams: object.#params, hash: hashOf(url),
        };
      });
    }

    constructor(input, base = undefined) {
      required(arguments, 1, "URL");
      const text = wellFormed(input);
      let parsedBase;
      if (base !== undefined) {
        parsedBase = parse(wellFormed(base));
        if (parsedBase === undefined) throw invalid(text, `${base}`);
      }
      this.#url = parse(text, parsedBase);
      if (this.#url === undefined) throw invalid(text, base === undefined ? undefined : `${base}`);
      this.#bindParams();
    }

    static canParse(input, base = undefined) {
      required(arguments, 1, "canParse");
      const parsedBase = base === undefined ? undefined : parse(wellFormed(base));
      if (base !== undefined && parsedBase === undefined) return false;
      return parse(wellFormed(input), parsedBase) !== undefined;
    }
    static parse(input, base = undefined) {
      required(arguments, 1, "parse");
      return URL.canParse(input, base) ? new URL(input, base) : null;
    }

    #bindParams() {
      bind(this.#params, this.#url.query ?? "", () => {
        const text = this.#params.toString();
        this.#url.query = text === "" ? null : text;
        if (text === "") this.#stripSpaces();
      });
    }

    #stripSpaces() {
      const url = this.#url;
      if (url.opaque === null || url.fragment !== null || url.query !== null) return;
      url.opaque = url.opaque.replace(/ +$/, "");
    }

    #set(value, state, wantsHostname = false) {
      const parser = new Parser(wellFormed(value), undefined, this.#url, state);
      parser.wantsHostname = wantsHostname;
      parser.run();
    }

    get href() {
      return serialize(this.#url);
    }
    set href(value) {
      const url = parse(wellFormed(value));
      if (url === undefined) throw invalid(`${value}`);
      this.#url = url;
      bind(this.#params, url.query ?? "");
    }
    get origin() {
      return originOf(this.#url);
    }
    get protocol() {
      return this.#url.protocol;
    }
    set protocol(value) {
      this.#set(`${value}:`, "schemeStart");
    }
    get username() {
      return this.#url.username;
    }
    set username(value) {
      if (this.#hasNoCredentials()) return;
      this.#url.username = percentEncode(wellFormed(value), sets.userinfo);
    }
    get password() {
      return this.#url.password;
    }
    set password(value) {
      if (this.#hasNoCredentials()) return;
      this.#url.password = percentEncode(wellFormed(value), sets.userinfo);
    }
    #hasNoCredentials() {
      return this.#url.host === null || this.#url.host === "" || this.#url.protocol === "file:";
    }
    get host() {
      return hostOf(this.#url);
    }
    set host(value) {
      if (this.#url.opaque === null) this.#set(value, "host");
    }
    get hostname() {
      return this.#url.host ?? "";
    }
    set hostname(value) {
      if (this.#url.opaque === null) this.#set(value, "host", true);
    }
    get port() {
      return this.#url.port;
    }
    set port(value) {
      if (this.#hasNoCredentials()) return;
      const text = wellFormed(value);
      if (text === "") this.#url.port = "";
      else this.#set(text, "port");
    }
    get pathname() {
      return pathOf(this.#url);
    }
    set pathname(value) {
      if (this.#url.opaque !== null) return;
      this.#url.path = [];
      this.#set(value, "pathStart");
    }
    get search() {
      return searchOf(this.#url);
    }
    set search(value) {
      const text = wellFormed(value);
      if (text === "") {
        this.#url.query = null;
        this.#stripSpaces();
      } else {
        this.#url.query = "";
        this.#set(text.replace(/^\?/, ""), "query");
      }
      bind(this.#params, this.#url.query ?? "");
    }
    get searchParams() {
      return this.#params;
    }
    get hash() {
      return hashOf(this.#url);
    }
    set hash(value) {
      const text = wellFormed(value);
      if (text === "") {
        this.#url.fragment = null;
        this.#stripSpaces();
        return;
      }
      this.#url.fragment = "";
      this.#set(text.replace(/^#/, ""), "fragment");
    }
    toString() {
      return this.href;
    }
    toJSON() {
      return this.href;
    }
  }

  return { globals: { URL, URLSearchParams } };
})
