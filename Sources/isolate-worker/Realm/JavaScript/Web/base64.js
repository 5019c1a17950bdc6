// atob and btoa (https://infra.spec.whatwg.org/#forgiving-base64).
(function (host) {
  "use strict";
  const { DOMException } = host;
  const TheTypeError = TypeError;
  const { fromCharCode } = String;
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const values = new Uint8Array(128).fill(255);
  for (let index = 0; index < 64; index += 1) values[ALPHABET.charCodeAt(index)] = index;

  const { charCodeAt } = String.prototype;
  const { apply } = Reflect;

  function fail(message) {
    throw new DOMException(message, "InvalidCharacterError");
  }

  function isSpace(unit) {
    return unit === 32 || unit === 9 || unit === 10 || unit === 12 || unit === 13;
  }

  function requireArgument(count, name) {
    if (count === 0) throw new TheTypeError(`${name} needs an argument`);
  }

  const functions = {
    btoa(data) {
      requireArgument(arguments.length, "btoa");
      const text = `${data}`;
      let result = "";
      for (let index = 0; index < text.length; index += 3) {
        let bits = 0;
        const count = text.length - index < 3 ? text.length - index : 3;
        for (let offset = 0; offset < 3; offset += 1) {
          const unit = offset < count ? apply(charCodeAt, text, [index + offset]) : 0;
          if (unit > 255) fail("The string to be encoded contains characters outside of the Latin1 range.");
          bits = (bits << 8) | unit;
        }
        result += ALPHABET[bits >> 18] + ALPHABET[(bits >> 12) & 63];
        result += count > 1 ? ALPHABET[(bits >> 6) & 63] : "=";
        result += count > 2 ? ALPHABET[bits & 63] : "=";
      }
      return result;
    },
    atob(data) {
      requireArgument(arguments.length, "atob");
      const text = `${data}`;
      const message = "The string to be decoded is not correctly encoded.";
      let result = "";
      let bits = 0;
      let count = 0;
      let padding = 0;
      for (let index = 0; index < text.length; index += 1) {
        const unit = apply(charCodeAt, text, [index]);
        if (isSpace(unit)) continue;
        if (unit === 61) {
          padding += 1;
          continue;
        }
        const value = unit < 128 ? values[unit] : 255;
        if (value === 255 || padding > 0) fail(message);
        bits = ((bits << 6) | value) & 0xffffff;
        count += 1;
        if (count % 4 === 0) result += fromCharCode(bits >> 16, (bits >> 8) & 255, bits & 255);
      }
      const rest = count % 4;
      if (rest === 1 || (padding > 0 && (padding > 2 || (rest + padding) !== 4))) fail(message);
      if (rest === 2) result += fromCharCode((bits >> 4) & 255);
      if (rest === 3) result += fromCharCode((bits >> 10) & 255, (bits >> 2) & 255);
      return result;
    },
  };
  return { globals: functions };
})
