// Percent-encoding, and UTF-8 as URLs need it (https://url.spec.whatwg.org/#percent-encoded-bytes).
(function () {
  "use strict";

  function utf8(text) {
    const bytes = [];
    for (const character of text) {
      let point = character.codePointAt(0);
      if (point >= 0xd800 && point <= 0xdfff) point = 0xfffd;
      if (point < 0x80) {
        bytes.push(point);
      } else if (point < 0x800) {
        bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
      } else if (point < 0x10000) {
        bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
      } else {
        bytes.push(
          0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
      }
    }
    return bytes;
  }

  // Malformed sequences become U+FFFD.
  function fromUTF8(bytes) {
    let text = "";
    for (let index = 0; index < bytes.length; ) {
      const first = bytes[index];
      const count = first < 0x80 ? 0 : first >= 0xc2 && first <= 0xdf ? 1
        : first >= 0xe0 && first <= 0xef ? 2 : first >= 0xf0 && first <= 0xf4 ? 3 : -1;
      index += 1;
      if (count <= 0) {
        text += count === 0 ? String.fromCharCode(first) : "\ufffd";
        continue;
      }
      let point = first & (0x3f >> count);
      let isSound = true;
      for (let left = count; left > 0; left -= 1) {
        const next = bytes[index];
        const low = left === count ? { 0xe0: 0xa0, 0xf0: 0x90 }[first] ?? 0x80 : 0x80;
        const high = left === count ? { 0xed: 0x9f, 0xf4: 0x8f }[first] ?? 0xbf : 0xbf;
        if (next === undefined || next < low || next > high) {
          isSound = false;
          break;
        }
        point = (point << 6) | (next & 63);
        index += 1;
      }
      text += isSound ? String.fromCodePoint(point) : "\ufffd";
    }
    return text;
  }

  const setOf = (base, characters) => new Set([...base, ...characters].map((one) => one.charCodeAt(0)));
  const named = (set) => [...set].map((unit) => String.fromCharCode(unit));
  const c0 = new Set();
  const fragment = setOf([], " \"<>`");
  const query = setOf([], " \"#<>");
  const specialQuery = setOf(named(query), "'");
  const path = setOf(named(query), "?^`{}");
  const userinfo = setOf(named(path), "/:;=@[\\]|");

  function percentEncode(text, set) {
    let result = "";
    for (const character of text) {
      const point = character.codePointAt(0);
      if (point > 0x1f && point < 0x7f && !set.has(point)) {
        result += character;
        continue;
      }
      for (const byte of utf8(character)) result += `%${byte < 16 ? "0" : ""}${byte.toString(16).toUpperCase()}`;
    }
    return result;
  }

  function decodeBytes(bytes) {
    const result = [];
    const value = (byte) => byte >= 48 && byte <= 57 ? byte - 48
      : (byte | 32) >= 97 && (byte | 32) <= 102 ? (byte | 32) - 87 : -1;
    for (let index = 0; index < bytes.length; index += 1) {
      const high = bytes[index] === 37 && index + 2 < bytes.length ? value(bytes[index + 1]) : -1;
      const low = high >= 0 ? value(bytes[index + 2]) : -1;
      if (low >= 0) {
        result.push(high * 16 + low);
        index += 2;
      } else {
        result.push(bytes[index]);
      }
    }
    return result;
  }

  return {
    utf8, fromUTF8, percentEncode, decodeBytes,
    percentDecode: (text) => (text.includes("%") ? fromUTF8(decodeBytes(utf8(text))) : text),
    encodeSets: { c0, fragment, query, specialQuery, path, userinfo },
  };
})
