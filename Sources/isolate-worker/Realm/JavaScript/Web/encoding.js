// TextEncoder and TextDecoder (https://encoding.spec.whatwg.org/): UTF-8, UTF-16 and windows-1252, for which latin1 and
// ascii are other labels.
(function (host) {
  "use strict";
  const { interfaces } = host;
  const TheTypeError = TypeError;
  const TheRangeError = RangeError;
  const { fromCharCode } = String;
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const { charCodeAt } = String.prototype;
  const { isView } = ArrayBuffer;
  const TheUint8Array = Uint8Array;
  const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
  const getter = (prototype, name) => getOwnPropertyDescriptor(prototype, name).get;
  const bufferByteLength = getter(ArrayBuffer.prototype, "byteLength");
  const viewParts = ["buffer", "byteOffset", "byteLength"].map((name) => getter(typedArrayPrototype, name));
  const dataViewParts = ["buffer", "byteOffset", "byteLength"].map((name) => getter(DataView.prototype, name));
  const { subarray, set } = typedArrayPrototype;

  const labels = { __proto__: null };
  for (const [name, list] of [
    ["utf-8", "unicode-1-1-utf-8 unicode11utf8 unicode20utf8 utf-8 utf8 x-unicode20utf8"],
    ["utf-16le", "csunicode iso-10646-ucs-2 ucs-2 unicode unicodefeff utf-16 utf-16le"],
    ["utf-16be", "unicodefffe utf-16be"],
    ["windows-1252", "ansi_x3.4-1968 ascii cp1252 cp819 csisolatin1 ibm819 iso-8859-1 iso-ir-100 iso8859-1 iso88591 " +
      "iso_8859-1 iso_8859-1:1987 l1 latin1 us-ascii windows-1252 x-cp1252"],
  ]) {
    for (const label of list.split(" ")) labels[label] = name;
  }

  // The bytes 0x80 to 0x9f of windows-1252. All others mean the character with their number.
  const WINDOWS_1252 = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d,
    0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a, 0x153, 0x9d,
    0x17e, 0x178,
  ];

  function normalized(label) {
    const text = `${label}`;
    let start = 0;
    let end = text.length;
    const isSpace = (index) => {
      const unit = apply(charCodeAt, text, [index]);
      return unit === 32 || unit === 9 || unit === 10 || unit === 12 || unit === 13;
    };
    while (start < end && isSpace(start)) start += 1;
    while (end > start && isSpace(end - 1)) end -= 1;
    let result = "";
    for (let index = start; index < end; index += 1) {
      const unit = apply(charCodeAt, text, [index]);
      result += fromCharCode(unit >= 65 && unit <= 90 ? unit + 32 : unit);
    }
    return result;
  }

  function partsOf(view) {
    try {
      return viewParts.map((part) => apply(part, view, []));
    } catch {
      return dataViewParts.map((part) => apply(part, view, []));
    }
  }

  function bytesOf(input) {
    if (input === undefined) return new TheUint8Array(0);
    if (typeof input === "object" && input !== null) {
      if (isView(input)) {
        const [buffer, offset, length] = partsOf(input);
        return new TheUint8Array(buffer, offset, length);
      }
      try {
        apply(bufferByteLength, input, []);
        return new TheUint8Array(input);
      } catch {
        // It is not an ArrayBuffer.
      }
    }
    throw new TheTypeError("The input must be an ArrayBuffer or a view of one");
  }

  // Writes as many complete characters as there is room for.
  function encodeInto(text, bytes, room) {
    let read = 0;
    let written = 0;
    while (read < text.length) {
      let point = apply(charCodeAt, text, [read]);
      let units = 1;
      if (point >= 0xd800 && point <= 0xdfff) {
        const next = point < 0xdc00 && read + 1 < text.length ? apply(charCodeAt, text, [read + 1]) : 0;
        if (next >= 0xdc00 && next <= 0xdfff) {
          point = 0x10000 + ((point - 0xd800) << 10) + (next - 0xdc00);
          units = 2;
        } else {
          point = 0xfffd;
        }
      }
      const size = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
      if (written + size > room) break;
      if (size === 1) {
        bytes[written] = point;
      } else {
        bytes[written] = (size === 2 ? 0xc0 : size === 3 ? 0xe0 : 0xf0) | (point >> (6 * (size - 1)));
        for (let index = 1; index < size; index += 1) {
          bytes[written + index] = 0x80 | ((point >> (6 * (size - 1 - index))) & 0x3f);
        }
      }
      read += units;
      written += size;
    }
    return { read, written };
  }

  class TextEncoder {
    static {
      interfaces.set(this.prototype, () => ({ encoding: "utf-8" }));
    }

    get encoding() {
      return "utf-8";
    }
    encode(input = "") {
      const text = `${input}`;
      const bytes = new TheUint8Array(text.length * 3);
      const { written } = encodeInto(text, bytes, bytes.length);
      const result = new TheUint8Array(written);
      apply(set, result, [apply(subarray, bytes, [0, written])]);
      return result;
    }
    encodeInto(source, destination) {
      const text = `${source}`;
      const [buffer, offset, length] = destination instanceof TheUint8Array ? partsOf(destination) : [];
      if (buffer === undefined) throw new TheTypeError("The destination must be a Uint8Array");
      return encodeInto(text, new TheUint8Array(buffer, offset, length), length);
    }
  }

  // Text that grows by one unit or character at a time.
  class Text {
    text = "";
    add(unit) {
      this.text += fromCharCode(unit);
    }
    addPoint(point) {
      if (point < 0x10000) {
        this.add(point);
      } else {
        this.add(0xd800 + ((point - 0x10000) >> 10));
        this.add(0xdc00 + ((point - 0x10000) & 0x3ff));
      }
    }
  }

  class UTF8Decoder {
    #point = 0;
    #needed = 0;
    #seen = 0;
    #lower = 0x80;
    #upper = 0xbf;

    // `fail` is called for each malformed sequence.
    decode(bytes, out, fail, isLast) {
      for (let index = 0; index < bytes.length; index += 1) {
        const byte = bytes[index];
        if (this.#needed === 0) {
          if (byte < 0x80) out.add(byte);
          else if (!this.#begin(byte)) fail();
        } else if (byte < this.#lower || byte > this.#upper) {
          this.#reset();
          fail();
          index -= 1;
        } else {
          this.#lower = 0x80;
          this.#upper = 0xbf;
          this.#point = (this.#point << 6) | (byte & 0x3f);
          this.#seen += 1;
          if (this.#seen === this.#needed) {
            out.addPoint(this.#point);
            this.#reset();
          }
        }
      }
      if (isLast && this.#needed > 0) {
        this.#reset();
        fail();
      }
    }

    #begin(byte) {
      if (byte >= 0xc2 && byte <= 0xdf) {
        this.#needed = 1;
        this.#point = byte & 0x1f;
      } else if (byte >= 0xe0 && byte <= 0xef) {
        if (byte === 0xe0) this.#lower = 0xa0;
        if (byte === 0xed) this.#upper = 0x9f;
        this.#needed = 2;
        this.#point = byte & 0xf;
      } else if (byte >= 0xf0 && byte <= 0xf4) {
        if (byte === 0xf0) this.#lower = 0x90;
        if (byte === 0xf4) this.#upper = 0x8f;
        this.#needed = 3;
        this.#point = byte & 0x7;
      } else {
        return false;
      }
      return true;
    }

    #reset() {
      this.#point = 0;
      this.#needed = 0;
      this.#seen = 0;
      this.#lower = 0x80;
      this.#upper = 0xbf;
    }
  }

  class UTF16Decoder {
    #isBigEndian;
    #byte = -1;
    #lead = -1;

    constructor(isBigEndian) {
      this.#isBigEndian = isBigEndian;
    }

    decode(bytes, out, fail, isLast) {
      for (let index = 0; index < bytes.length; index += 1) {
        if (this.#byte < 0) {
          this.#byte = bytes[index];
          continue;
        }
        const unit = this.#isBigEndian ? (this.#byte << 8) | bytes[index] : (bytes[index] << 8) | this.#byte;
        this.#byte = -1;
        this.#take(unit, out, fail);
      }
      if (!isLast) return;
      if (this.#byte >= 0 || this.#lead >= 0) fail();
      this.#byte = -1;
      this.#lead = -1;
    }

    #take(unit, out, fail) {
      const isTrail = unit >= 0xdc00 && unit <= 0xdfff;
      if (this.#lead >= 0) {
        const lead = this.#lead;
        this.#lead = -1;
        if (isTrail) {
          out.add(lead);
          out.add(unit);
          return;
        }
        fail();
      }
      if (unit >= 0xd800 && unit <= 0xdbff) this.#lead = unit;
      else if (isTrail) fail();
      else out.add(unit);
    }
  }

  class SingleByteDecoder {
    decode(bytes, out) {
      for (let index = 0; index < bytes.length; index += 1) {
        const byte = bytes[index];
        out.add(byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252[byte - 0x80] : byte);
      }
    }
  }

  function makeDecoder(encoding) {
    if (encoding === "utf-8") return new UTF8Decoder();
    return encoding === "windows-1252" ? new SingleByteDecoder() : new UTF16Decoder(encoding === "utf-16be");
  }

  class TextDecoder {
    #encoding;
    #isFatal;
    #ignoresBOM;
    #decoder;
    #isStreaming = false;
    #isAtStart = true;

    static {
      interfaces.set(this.prototype, (object) => {
        if (!(#isAtStart in object)) return undefined;
        return { encoding: object.#encoding, fatal: object.#isFatal, ignoreBOM: object.#ignoresBOM };
      });
    }

    constructor(label = "utf-8", options = {}) {
      const encoding = labels[normalized(label)];
      if (encoding === undefined) {
        const error = new TheRangeError(`The "${label}" encoding is not supported`);
        error.code = "ERR_ENCODING_NOT_SUPPORTED";
        throw error;
      }
      this.#encoding = encoding;
      this.#isFatal = !!options?.fatal;
      this.#ignoresBOM = !!options?.ignoreBOM;
    }

    get encoding() {
      return this.#encoding;
    }
    get fatal() {
      return this.#isFatal;
    }
    get ignoreBOM() {
      return this.#ignoresBOM;
    }

    decode(input = undefined, options = {}) {
      const bytes = bytesOf(input);
      const isLast = !options?.stream;
      if (!this.#isStreaming) {
        this.#decoder = makeDecoder(this.#encoding);
        this.#isAtStart = true;
      }
      this.#isStreaming = !isLast;
      const out = new Text();
      this.#decoder.decode(bytes, out, () => {
        if (!this.#isFatal) {
          out.add(0xfffd);
          return;
        }
        this.#isStreaming = false;
        const error = new TheTypeError(`The encoded data was not valid for encoding ${this.#encoding}`);
        error.code = "ERR_ENCODING_INVALID_ENCODED_DATA";
        throw error;
      }, isLast);
      let { text } = out;
      if (this.#isAtStart && text !== "") {
        this.#isAtStart = false;
        const hasBOM = this.#encoding !== "windows-1252" && apply(charCodeAt, text, [0]) === 0xfeff;
        if (hasBOM && !this.#ignoresBOM) text = apply(slice, text, [1]);
      }
      return text;
    }
  }
  const { slice } = String.prototype;

  return { globals: { TextEncoder, TextDecoder } };
})
