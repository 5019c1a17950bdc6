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
      k512: halves(primes(80).map((prime) => fraction(prime, 3n, 64n))),
      h256: primes(8).map((prime) => Number(fraction(prime, 2n, 32n))),
      h512: halves(primes(8).map((prime) => fraction(prime, 2n, 64n))),
      h384: halves(primes(16).slice(8).map((prime) => fraction(prime, 2n, 64n))),
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

  const SHA1_CONSTANTS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

  function sha1(bytes) {
    const view = padded(bytes, 64, 8);
    const state = Int32Array.from([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
    const w = new Int32Array(80);
    for (let block = 0; block < view.byteLength; block += 64) {
      for (let t = 0; t < 16; t += 1) w[t] = view.getInt32(block + t * 4);
      for (let t = 16; t < 80; t += 1) {
        const x = w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16];
        w[t] = (x << 1) | (x >>> 31);
      }
      let a = state[0];
      let b = state[1];
      let c = state[2];
      let d = state[3];
      let e = state[4];
      for (let t = 0; t < 80; t += 1) {
        const round = (t / 20) | 0;
        const f = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
        const k = SHA1_CONSTANTS[round];
        const next = (((a << 5) | (a >>> 27)) + f + e + k + w[t]) | 0;
        e = d;
        d = c;
        c = (b << 30) | (b >>> 2);
        b = a;
        a = next;
      }
      state[0] += a;
      state[1] += b;
      state[2] += c;
      state[3] += d;
      state[4] += e;
    }
    return words32([...state]);
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
      let a = state[0];
      let b = state[1];
      let c = state[2];
      let d = state[3];
      let e = state[4];
      let f = state[5];
      let g = state[6];
      let h = state[7];
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
      state[0] += a;
      state[1] += b;
      state[2] += c;
      state[3] += d;
      state[4] += e;
      state[5] += f;
      state[6] += g;
      state[7] += h;
    }
    return words32([...state]);
  }

  // A word of 64 bits is two numbers, the upper half first: BigInts are many times slower.
  function halves(words) {
    return Int32Array.from(words.flatMap((word) => [Number(word >> 32n), Number(word & 0xffffffffn)]));
  }

  // What is added to the upper half of a sum whose lower halves add up to `low`.
  const carry = (low) => Math.floor(low / 0x100000000);

  function schedule512(w) {
    for (let t = 32; t < 160; t += 2) {
      const xh = w[t - 30];
      const xl = w[t - 29];
      const yh = w[t - 4];
      const yl = w[t - 3];
      const s0h = ((xh >>> 1) | (xl << 31)) ^ ((xh >>> 8) | (xl << 24)) ^ (xh >>> 7);
      const s0l = ((xl >>> 1) | (xh << 31)) ^ ((xl >>> 8) | (xh << 24)) ^ ((xl >>> 7) | (xh << 25));
      const s1h = ((yh >>> 19) | (yl << 13)) ^ ((yl >>> 29) | (yh << 3)) ^ (yh >>> 6);
      const s1l = ((yl >>> 19) | (yh << 13)) ^ ((yh >>> 29) | (yl << 3)) ^ ((yl >>> 6) | (yh << 26));
      const low = (w[t - 31] >>> 0) + (s0l >>> 0) + (w[t - 13] >>> 0) + (s1l >>> 0);
      w[t] = w[t - 32] + s0h + w[t - 14] + s1h + carry(low);
      w[t + 1] = low;
    }
  }

  function add512(state, index, high, low) {
    const sum = (state[index + 1] >>> 0) + (low >>> 0);
    state[index] += high + carry(sum);
    state[index + 1] = sum;
  }

  function compress512(state, w, k512) {
    let ah = state[0];
    let al = state[1];
    let bh = state[2];
    let bl = state[3];
    let ch = state[4];
    let cl = state[5];
    let dh = state[6];
    let dl = state[7];
    let eh = state[8];
    let el = state[9];
    let fh = state[10];
    let fl = state[11];
    let gh = state[12];
    let gl = state[13];
    let hh = state[14];
    let hl = state[15];
    for (let t = 0; t < 160; t += 2) {
      const S1h = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23));
      const S1l = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23));
      const chooseH = (eh & fh) ^ (~eh & gh);
      const chooseL = (el & fl) ^ (~el & gl);
      const low1 = (hl >>> 0) + (S1l >>> 0) + (chooseL >>> 0) + (k512[t + 1] >>> 0) + (w[t + 1] >>> 0);
      const firstH = (hh + S1h + chooseH + k512[t] + w[t] + carry(low1)) | 0;
      const S0h = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25));
      const S0l = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25));
      const majorityH = (ah & bh) ^ (ah & ch) ^ (bh & ch);
      const majorityL = (al & bl) ^ (al & cl) ^ (bl & cl);
      hh = gh;
      hl = gl;
      gh = fh;
      gl = fl;
      fh = eh;
      fl = el;
      const lowE = (dl >>> 0) + (low1 >>> 0);
      eh = (dh + firstH + carry(lowE)) | 0;
      el = lowE | 0;
      dh = ch;
      dl = cl;
      ch = bh;
      cl = bl;
      bh = ah;
      bl = al;
      const lowA = (low1 >>> 0) + (S0l >>> 0) + (majorityL >>> 0);
      ah = (firstH + S0h + majorityH + carry(lowA)) | 0;
      al = lowA | 0;
    }
    add512(state, 0, ah, al);
    add512(state, 2, bh, bl);
    add512(state, 4, ch, cl);
    add512(state, 6, dh, dl);
    add512(state, 8, eh, el);
    add512(state, 10, fh, fl);
    add512(state, 12, gh, gl);
    add512(state, 14, hh, hl);
  }

  function sha512(bytes, start, outputLength) {
    const { k512 } = getConstants();
    const view = padded(bytes, 128, 16);
    const state = Int32Array.from(start);
    const w = new Int32Array(160);
    for (let block = 0; block < view.byteLength; block += 128) {
      for (let t = 0; t < 32; t += 1) w[t] = view.getInt32(block + t * 4);
      schedule512(w);
      compress512(state, w, k512);
    }
    return words32([...state]).slice(0, outputLength);
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
