// Hosts of URLs (https://url.spec.whatwg.org/#hosts-(domains-and-ip-addresses)).
(function (host) {
  "use strict";
  const { percentDecode, percentEncode, encodeSets } = host;
  const FORBIDDEN_HOST = new Set("\0\t\n\r #/:<>?@[\\]^|");
  const FORBIDDEN_DOMAIN = /[\0-\x20#%/:<>?@[\\\]^|\x7f]/;

  // RFC 3492.
  function adapt(first, count, isFirst) {
    let delta = isFirst ? Math.floor(first / 700) : first >> 1;
    delta += Math.floor(delta / count);
    let k = 0;
    for (; delta > 455; k += 36) delta = Math.floor(delta / 35);
    return k + Math.floor((36 * delta) / (delta + 38));
  }

  const digit = (value) => String.fromCharCode(value < 26 ? value + 97 : value + 22);

  function punycode(label) {
    const points = [...label].map((character) => character.codePointAt(0));
    let output = points.filter((point) => point < 128).map((point) => String.fromCharCode(point)).join("");
    const basic = output.length;
    let handled = basic;
    if (basic > 0) output += "-";
    let n = 128;
    let delta = 0;
    let bias = 72;
    while (handled < points.length) {
      const next = points.reduce((least, point) => (point >= n && point < least ? point : least), Infinity);
      delta += (next - n) * (handled + 1);
      n = next;
      for (const point of points) {
        if (point < n) delta += 1;
        if (point !== n) continue;
        let q = delta;
        for (let k = 36; ; k += 36) {
          const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
          if (q < t) break;
          output += digit(t + ((q - t) % (36 - t)));
          q = Math.floor((q - t) / (36 - t));
        }
        output += digit(q);
        bias = adapt(delta, handled + 1, handled === basic);
        delta = 0;
        handled += 1;
      }
      delta += 1;
      n += 1;
    }
    return output;
  }

  // Approximates the mapping of UTS 46, except for its few special cases: compatibility forms, folded case, no
  // ignorable characters.
  const IGNORED = /[\u00ad\u034f\u180b-\u180f\u200b\u2060\u2064\ufe00-\ufe0f\ufeff\u{e0100}-\u{e01ef}]/gu;
  const INVALID = /[\p{Cc}\p{Cn}\p{Cs}\p{Co}\p{Zs}\u2028\u2029\u200e\u200f\u202a-\u202e\ufffd]/u;

  function map(text) {
    return text.replace(IGNORED, "").replace(/[\u3002\uff0e\uff61]/g, ".").normalize("NFKC").toLowerCase()
      .replace(/\u1e9e/g, "ss").normalize("NFC");
  }

  function domainToASCII(domain) {
    if (/^[\0-\x7f]*$/.test(domain) && !/(?:^|\.)xn--/i.test(domain)) return domain.toLowerCase();
    const labels = [];
    for (const label of map(domain).split(".")) {
      if (/^[\0-\x7f]*$/.test(label)) {
        if (label.startsWith("xn--") && !isSoundPunycode(label.slice(4))) return undefined;
        labels.push(label);
        continue;
      }
      if (INVALID.test(label) || /^\p{M}/u.test(label)) return undefined;
      labels.push(`xn--${punycode(label)}`);
    }
    const result = labels.join(".");
    return result === "" ? undefined : result;
  }

  function isSoundPunycode(text) {
    if (text === "") return false;
    const decoded = decodePunycode(text);
    if (decoded === undefined || /^[\0-\x7f]*$/.test(decoded)) return false;
    return !INVALID.test(decoded) && !/^\p{M}/u.test(decoded) && map(decoded) === decoded;
  }

  function decodePunycode(text) {
    const points = [];
    const dash = text.lastIndexOf("-");
    for (let index = 0; index < dash; index += 1) points.push(text.charCodeAt(index));
    let n = 128;
    let i = 0;
    let bias = 72;
    for (let at = dash + 1; at < text.length; ) {
      const old = i;
      let weight = 1;
      for (let k = 36; ; k += 36) {
        if (at >= text.length) return undefined;
        const unit = text.charCodeAt(at);
        at += 1;
        const value = unit >= 97 && unit <= 122 ? unit - 97 : unit >= 48 && unit <= 57 ? unit - 22 : -1;
        if (value < 0) return undefined;
        i += value * weight;
        const t = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
        if (value < t) break;
        weight *= 36 - t;
        if (weight > 2 ** 40) return undefined;
      }
      bias = adapt(i - old, points.length + 1, old === 0);
      n += Math.floor(i / (points.length + 1));
      i %= points.length + 1;
      if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return undefined;
      points.splice(i, 0, n);
      i += 1;
    }
    return String.fromCodePoint(...points);
  }

  function parseIPv4Number(text) {
    if (text === "") return undefined;
    if (/^0[xX]/.test(text)) {
      const digits = text.slice(2);
      if (!/^[0-9a-fA-F]*$/.test(digits)) return undefined;
      return digits === "" ? 0 : parseInt(digits, 16);
    }
    if (text.length > 1 && text.startsWith("0")) return /^[0-7]*$/.test(text) ? parseInt(text, 8) : undefined;
    return /^[0-9]+$/.test(text) ? parseInt(text, 10) : undefined;
  }

  function endsInNumber(text) {
    const parts = text.split(".");
    if (parts[parts.length - 1] === "") {
      if (parts.length === 1) return false;
      parts.pop();
    }
    const last = parts[parts.length - 1];
    return /^[0-9]+$/.test(last) || parseIPv4Number(last) !== undefined;
  }

  function parseIPv4(text) {
    const parts = text.split(".");
    if (parts[parts.length - 1] === "" && parts.length > 1) parts.pop();
    if (parts.length > 4) return undefined;
    const numbers = parts.map(parseIPv4Number);
    if (numbers.includes(undefined) || numbers.slice(0, -1).some((number) => number > 255)) return undefined;
    if (numbers[numbers.length - 1] >= 256 ** (5 - numbers.length)) return undefined;
    let address = numbers[numbers.length - 1];
    numbers.slice(0, -1).forEach((number, index) => {
      address += number * 256 ** (3 - index);
    });
    return [3, 2, 1, 0].map((power) => Math.floor(address / 256 ** power) % 256).join(".");
  }

  function parseIPv6(text) {
    const pieces = [0, 0, 0, 0, 0, 0, 0, 0];
    let index = 0;
    let compress = -1;
    let at = 0;
    if (text[at] === ":") {
      if (text[at + 1] !== ":") return undefined;
      at += 2;
      index += 1;
      compress = index;
    }
    while (at < text.length) {
      if (index === 8) return undefined;
      if (text[at] === ":") {
        if (compress >= 0) return undefined;
        at += 1;
        index += 1;
        compress = index;
        continue;
      }
      const digits = /^[0-9a-fA-F]{0,4}/.exec(text.slice(at, at + 4))[0];
      at += digits.length;
      if (text[at] === ".") {
        if (digits.length === 0 || index > 6) return undefined;
        const numbers = text.slice(at - digits.length).split(".");
        const isSound = numbers.length === 4 && numbers.every((n) => /^(?:0|[1-9][0-9]{0,2})$/.test(n) && +n <= 255);
        if (!isSound) return undefined;
        pieces[index] = +numbers[0] * 256 + +numbers[1];
        pieces[index + 1] = +numbers[2] * 256 + +numbers[3];
        index += 2;
        at = text.length;
        break;
      }
      if (text[at] === ":") {
        at += 1;
        if (at >= text.length) return undefined;
      } else if (at < text.length) {
        return undefined;
      }
      pieces[index] = digits === "" ? 0 : parseInt(digits, 16);
      index += 1;
    }
    if (compress >= 0) {
      const moved = pieces.splice(compress, index - compress);
      pieces.splice(compress, pieces.length - compress);
      while (pieces.length + moved.length < 8) pieces.push(0);
      pieces.push(...moved);
    } else if (index !== 8) {
      return undefined;
    }
    return pieces.slice(0, 8);
  }

  function serializeIPv6(pieces) {
    let best = { start: -1, length: 1 };
    for (let start = 0; start < 8; start += 1) {
      let length = 0;
      while (start + length < 8 && pieces[start + length] === 0) length += 1;
      if (length > best.length) best = { start, length };
    }
    if (best.start < 0) return `[${pieces.map((piece) => piece.toString(16)).join(":")}]`;
    const before = pieces.slice(0, best.start).map((piece) => piece.toString(16)).join(":");
    const after = pieces.slice(best.start + best.length).map((piece) => piece.toString(16)).join(":");
    return `[${before}::${after}]`;
  }

  return {
    // Returns the serialized host, or undefined if the text is not a valid host.
    parseHost(text, isSpecial) {
      if (text.startsWith("[")) {
        if (!text.endsWith("]")) return undefined;
        const pieces = parseIPv6(text.slice(1, -1));
        return pieces === undefined ? undefined : serializeIPv6(pieces);
      }
      if (!isSpecial) {
        for (const character of text) {
          if (FORBIDDEN_HOST.has(character)) return undefined;
        }
        return percentEncode(text, encodeSets.c0);
      }
      const domain = percentDecode(text);
      const ascii = domainToASCII(domain);
      if (ascii === undefined || ascii === "" || FORBIDDEN_DOMAIN.test(ascii)) return undefined;
      return endsInNumber(ascii) ? parseIPv4(ascii) : ascii;
    },
  };
})
