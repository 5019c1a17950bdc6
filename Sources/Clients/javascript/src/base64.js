/** Base64 of bytes, in Node and in browsers. */
export function toBase64(bytes) {
  if (globalThis.Buffer) {
    return globalThis.Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  }
  let text = "";
  // As many arguments as every engine takes.
  for (let start = 0; start < bytes.length; start += 8192) {
    text += String.fromCharCode(...bytes.subarray(start, start + 8192));
  }
  return btoa(text);
}

/** The bytes of base64, in a buffer of their own. */
export function fromBase64(text) {
  if (globalThis.Buffer) {
    return Uint8Array.from(globalThis.Buffer.from(text, "base64"));
  }
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
