// Writes a tree of this realm as JSON text that may exceed the limit. It is written piece by piece, so that no more is
// made than the limit allows.
(function (host) {
  "use strict";
  const { isArray, keys, stringify } = host.primordials;

  // The text is joined from pieces of this length. A single long concatenation would keep a cell for each of its steps.
  const PIECE_LENGTH = 65536;

  function isShortPart(part) {
    return typeof part === "string" ? part.length <= 256 : typeof part !== "object" || part === null;
  }

  // Whether the engine can write it in one go: it has few parts, and none of them is long.
  function isShort(node) {
    if (isArray(node)) return node.length <= 64 && node.every(isShortPart);
    const names = keys(node);
    return names.length <= 64 && names.every((name) => name.length <= 256 && isShortPart(node[name]));
  }

  // Returns undefined if the text would be longer than `maximumLength` units.
  function write(tree, maximumLength) {
    const pieces = [];
    let length = 0;
    let text = "";

    function fits() {
      return length + text.length <= maximumLength;
    }

    function endPiece() {
      if (text.length < PIECE_LENGTH) return;
      pieces.push(text);
      length += text.length;
      // A search turns the concatenation into one flat string, so that its cells can be collected.
      if (text.includes("\n")) throw new Error("JSON text has no line end");
      text = "";
    }

    // Returns whether there was room.
    function add(prefix, node) {
      text += prefix;
      if (typeof node === "string" && node.length > maximumLength - length) return false;
      if (typeof node !== "object" || node === null || isShort(node)) text += stringify(node);
      else if (!(isArray(node) ? addElements(node) : addMembers(node))) return false;
      if (!fits()) return false;
      endPiece();
      return true;
    }

    function addElements(array) {
      for (let index = 0; index < array.length; index += 1) {
        if (!add(index === 0 ? "[" : ",", array[index])) return false;
      }
      text += array.length === 0 ? "[]" : "]";
      return true;
    }

    function addMembers(object) {
      let separator = "{";
      for (const name of keys(object)) {
        if (name.length > maximumLength - length) return false;
        if (!add(`${separator}${stringify(name)}:`, object[name])) return false;
        separator = ",";
      }
      text += separator === "{" ? "{}" : "}";
      return true;
    }

    if (!add("", tree)) return undefined;
    pieces.push(text);
    return pieces.join("");
  }

  return { write };
})
