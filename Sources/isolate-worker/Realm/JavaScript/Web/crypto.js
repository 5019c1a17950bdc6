// crypto: random values and digests (https://w3c.github.io/webcrypto/). The digests are those of FIPS 180-4.
(function (host) {
  "use strict";
  const { DOMException, fillRandom } = host;
  const TheTypeError = TypeError;
  const ThePromise = Promise;
  const TheUint8Array = Uint8Array;
  const { isView } = ArrayBuffer;
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
  const getter = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get;
  const typeName = getter(typedArrayPrototype, Symbol.toStringTag);
  const viewParts = ["buffer", "byteOffset", "byteLength"].map((name) => getter(typedArrayPrototype, name));
  const dataViewParts = ["buffer", "byteOffset", "byteLength"].map((name) => getter(DataView.prototype, name));
  const bufferByteLength = getter(ArrayBuffer.prototype, "byteLength");
  const { slice } = typedArrayPrototype;
  const INTEGERS = {
    __proto__: null, Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
    BigInt64Array, BigUint64Array,
  };

  function bytesOfView(view, parts) {
    const [buffer, offset, length] = parts.map((part) => apply(part, view, []));
    return new TheUint8Array(buffer, offset, length);
  }

  function copyOf(data) {
    let bytes;
    if (isView(data)) {
      const isTyped = apply(typeName, data, []) !== undefined;
      bytes = bytesOfView(data, isTyped ? viewParts : dataViewParts);
    } else {
      try {
        apply(bufferByteLength, data, []);
        bytes = new TheUint8Array(data);
      } catch {
        throw new TheTypeError("The data must be an ArrayBuffer or a view of one");
      }
    }
    return apply(slice, bytes, [0]);
  }

  // The standard defines its constants as the first bits of the fractions of square and cube roots of primes.
  function primes(count) {
    const found = [];
    for (let candidate = 2n; found.length < count; candidate += 1n) {
      if (found.every((prime) => candidate % prime !== 0n)) found.push(candidate);
    }
    return found;
  }

  function root(value, degree) {
    let low = 0n;
    let high = 1n << 80n;
    while (low < high) {
      const middle = (low + high + 1n) >> 1n;
      if (middle ** degree <= value) low = middle;
      else high = middle - 1n;
    }
    return low;
  }

  const fraction = (prime, degree, bits) => root(prime << (degree * bits), degree) & ((1n << bits) - 1n);
  let constants;

  function getConstants() {
    constants ??= {
      k256: new Uint32Array(primes(64).map((prime) => Number(fraction(prime, 3n, 32n)))),
      k512: primes(80).map((prime) => fraction(prime, 3n, 64n)),
      h256: primes(8).map((prime) => Number(fraction(prime, 2n, 32n))),
      h512: primes(8).map((prime) => fraction(prime, 2n, 64n)),
      h384: primes(16).slice(8).map((prime) => fraction(prime, 2n, 64n)),
    };
    return constants;
  }

  function padded(bytes, blockLength, lengthSize) {
    const length = Math.ceil((bytes.length + 1 + lengthSize) / blockLength) * blockLength;
    const result = new TheUint8Array(length);
    result.set(bytes);
    result[bytes.length] = 0x80;
    const view = new DataView(result.buffer);
    view.setUint32(length - 8, Math.floor(bytes.length / 0x20000000));
    view.setUint32(length - 4, bytes.length << 3);
    return view;
  }

  function words32(state) {
    const result = new TheUint8Array(state.length * 4);
    const view = new DataView(result.buffer);
    state.forEach((word, index) => view.setUint32(index * 4, word));
    return result.buffer;
  }

  function sha1(bytes) {
    const view = padded(bytes, 64, 8);
    const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
    const w = new Int32Array(80);
    for (let block = 0; block < view.byteLength; block += 64) {
      for (let t = 0; t < 16; t += 1) w[t] = view.getInt32(block + t * 4);
      for (let t = 16; t < 80; t += 1) {
        const x = w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16];
        w[t] = (x << 1) | (x >>> 31);
      }
      let [a, b, c, d, e] = state;
      for (let t = 0; t < 80; t += 1) {
        const round = Math.floor(t / 20);
        const f = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
        const k = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][round];
        const next = (((a << 5) | (a >>> 27)) + f + e + k + w[t]) | 0;
        e = d;
        d = c;
        c = (b << 30) | (b >>> 2);
        b = a;
        a = next;
      }
      [a, b, c, d, e].forEach((word, index) => {
        state[index] = (state[index] + word) | 0;
      });
    }
    return words32(state);
  }

  function sha256(bytes) {
    const { k256, h256 } = getConstants();
    const view = padded(bytes, 64, 8);
    const state = Int32Array.from(h256);
    const w = new Int32Array(64);
    for (let block = 0; block < view.byteLength; block += 64) {
      for (let t = 0; t < 16; t += 1) w[t] = view.getInt32(block + t * 4);
      for (let t = 16; t < 64; t += 1) {
        const x = w[t - 15];
        const y = w[t - 2];
        const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
        const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
        w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 64; t += 1) {
        const S1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const first = (h + S1 + ((e & f) ^ (~e & g)) + k256[t] + w[t]) | 0;
        const S0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const second = (S0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g;
        g = f;
        f = e;
        e = (d + first) | 0;
        d = c;
        c = b;
        b = a;
        a = (first + second) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((word, index) => {
        state[index] = (state[index] + word) | 0;
      });
    }
    return words32([...state]);
  }

  const MASK = (1n << 64n) - 1n;
  const rotate = (word, count) => ((word >> count) | (word << (64n - count))) & MASK;

  function sha512(bytes, start, outputLength) {
    const { k512 } = getConstants();
    const view = padded(bytes, 128, 16);
    const state = [...start];
    const w = new Array(80).fill(0n);
    for (let block = 0; block < view.byteLength; block += 128) {
      for (let t = 0; t < 16; t += 1) w[t] = view.getBigUint64(block + t * 8);
      for (let t = 16; t < 80; t += 1) {
        const s0 = rotate(w[t - 15], 1n) ^ rotate(w[t - 15], 8n) ^ (w[t - 15] >> 7n);
        const s1 = rotate(w[t - 2], 19n) ^ rotate(w[t - 2], 61n) ^ (w[t - 2] >> 6n);
        w[t] = (w[t - 16] + s0 + w[t - 7] + s1) & MASK;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 80; t += 1) {
        const S1 = rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n);
        const first = (h + S1 + ((e & f) ^ (~e & MASK & g)) + k512[t] + w[t]) & MASK;
        const S0 = rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n);
        const second = (S0 + ((a & b) ^ (a & c) ^ (b & c))) & MASK;
        h = g;
        g = f;
        f = e;
        e = (d + first) & MASK;
        d = c;
        c = b;
        b = a;
        a = (first + second) & MASK;
      }
      [a, b, c, d, e, f, g, h].forEach((word, index) => {
        state[index] = (state[index] + word) & MASK;
      });
    }
    const result = new TheUint8Array(64);
    const out = new DataView(result.buffer);
    state.forEach((word, index) => out.setBigUint64(index * 8, word));
    return result.buffer.slice(0, outputLength);
  }

  const algorithms = {
    __proto__: null,
    "SHA-1": sha1,
    "SHA-256": sha256,
    "SHA-384": (bytes) => sha512(bytes, getConstants().h384, 48),
    "SHA-512": (bytes) => sha512(bytes, getConstants().h512, 64),
  };

  function algorithmOf(algorithm) {
    const isObject = typeof algorithm === "object" && algorithm !== null;
    const name = `${isObject ? algorithm.name : algorithm}`.toUpperCase();
    if (!(name in algorithms)) throw new DOMException("Unrecognized algorithm name", "NotSupportedError");
    return algorithms[name];
  }

  const key = Symbol("crypto");

  class SubtleCrypto {
    constructor(token) {
      if (token !== key) throw new TheTypeError("Illegal constructor");
    }
    digest(algorithm, data) {
      return new ThePromise((resolve) => {
        const digest = algorithmOf(algorithm);
        resolve(digest(copyOf(data)));
      });
    }
  }

  const hexadecimal = (byte) => (byte < 16 ? "0" : "") + byte.toString(16);

  class Crypto {
    #subtle = new SubtleCrypto(key);

    constructor(token) {
      if (token !== key) throw new TheTypeError("Illegal constructor");
    }
    get subtle() {
      return this.#subtle;
    }
    getRandomValues(array) {
      const type = isView(array) ? apply(typeName, array, []) : undefined;
      if (type === undefined || !(type in INTEGERS)) {
        throw new DOMException("The data argument must be an integer-type TypedArray", "TypeMismatchError");
      }
      const bytes = bytesOfView(array, viewParts);
      if (bytes.length > 65536) {
        throw new DOMException("The requested length exceeds 65,536 bytes", "QuotaExceededError");
      }
      fillRandom(bytes);
      return array;
    }
    randomUUID() {
      const bytes = new TheUint8Array(16);
      fillRandom(bytes);
      bytes[6] = (bytes[6] & 0x0f) | 0x40;
      bytes[8] = (bytes[8] & 0x3f) | 0x80;
      let text = "";
      for (let index = 0; index < 16; index += 1) {
        if (index === 4 || index === 6 || index === 8 || index === 10) text += "-";
        text += hexadecimal(bytes[index]);
      }
      return text;
    }
  }

  return { globals: { crypto: new Crypto(key) }, classes: [Crypto, SubtleCrypto] };
})
