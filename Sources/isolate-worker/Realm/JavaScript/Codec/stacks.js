// Converts the engine's stack text to Node's format. The engine writes one frame a line, `name@url:line:column`, and
// both the name (by `displayName`) and the URL may contain anything. So a frame is read from its right end, and its URL
// must be that of a known script. Frames of the embedder, of native functions and of evaluated text have no such URL
// and are left out.
(function (host) {
  "use strict";
  const { scripts } = host;
  const POSITION = /:(\d+):(\d+)(?=\n|$)/g;
  const LINE_WITHOUT_AT = /^[^@\n]*$/m;
  const CODE_NAMES = new Set(["global code", "eval code", "module code"]);
  // A script can set both a stack and its limit to anything.
  const MAXIMUM_FRAMES = 1000;
  // Of a line longer than this, only the part around the column is shown.
  const MAXIMUM_LINE_LENGTH = 1000;

  // Splits "…name@url" at the rightmost place where a known URL follows. A text longer than all known URLs is none of
  // them, which keeps a name made of a million "@" from being tried a million times.
  function splitFrame(text) {
    for (let at = text.length; at >= 0; ) {
      at = at === 0 ? -1 : Math.max(text.lastIndexOf("@", at - 1), text.lastIndexOf("\n", at - 1));
      if (text.length - at - 1 > scripts.longestURL()) return undefined;
      const url = text.slice(at + 1);
      if (!scripts.has(url)) continue;
      const isNamed = at >= 0 && text[at] === "@";
      const name = isNamed ? text.slice(text.lastIndexOf("\n", at) + 1, at) : "";
      return { name: CODE_NAMES.has(name) ? "" : name, url };
    }
    return undefined;
  }

  function parse(stack) {
    const frames = [];
    let start = 0;
    POSITION.lastIndex = 0;
    for (let match; frames.length < MAXIMUM_FRAMES && (match = POSITION.exec(stack)) !== null; ) {
      const frame = splitFrame(stack.slice(start, match.index));
      const place = frame && scripts.position(frame.url, Number(match[1]), Number(match[2]));
      if (place !== undefined) frames.push({ name: frame.name, ...place });
      start = POSITION.lastIndex + 1;
    }
    return frames;
  }

  function header(name, message) {
    if (name === "") return message;
    return message === "" ? name : `${name}: ${message}`;
  }

  // Every line that the engine writes contains "@". Any other text comes from a script, or is in Node's format already.
  function isFromEngine(stack) {
    return stack === "" || !LINE_WITHOUT_AT.test(stack);
  }

  function write({ name, filename, line, column }) {
    const place = `${filename}:${line}:${column}`;
    return name === "" ? `\n    at ${place}` : `\n    at ${name} (${place})`;
  }

  return {
    // `stack` is undefined if the error has no stack text. `top` is the uppermost frame, if any.
    format(name, message, stack) {
      const title = header(name, message);
      if (stack === undefined) return { text: title, top: undefined };
      const frames = parse(stack);
      if (frames.length === 0) {
        return { text: isFromEngine(stack) ? title : stack, top: undefined };
      }
      return { text: title + frames.map(write).join(""), top: frames[0] };
    },

    // What displayErrors puts before the stack: the place, its source line, and a caret under the column.
    excerpt(position) {
      const place = `${position.filename}:${position.line}\n`;
      const found = scripts.excerpt(position);
      if (found === undefined) return place + "\n";
      const index = Math.min(Math.max(found.index ?? 0, 0), found.text.length);
      const start = found.text.length <= MAXIMUM_LINE_LENGTH
        ? 0
        : Math.max(0, Math.min(index - MAXIMUM_LINE_LENGTH / 2, found.text.length - MAXIMUM_LINE_LENGTH));
      const line = found.text.slice(start, start + MAXIMUM_LINE_LENGTH);
      const indentation = line.slice(0, index - start).replace(/[^\t]/g, " ");
      return `${place}${line}\n${indentation}^\n\n`;
    },
  };
})
