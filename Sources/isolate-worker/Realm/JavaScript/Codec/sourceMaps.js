// Reads source maps (ECMA-426), which map places in the code to places in the original source. A map is read here
// because anybody may have made it, and the worker is contained and limited; and only when a place is asked for. A map
// that is malformed or exceeds the limits is ignored.
(function () {
  "use strict";
  const MAXIMUM_LENGTH = 32 * 1024 * 1024;
  const MAXIMUM_SEGMENTS = 4 * 1024 * 1024;
  const MAXIMUM_SECTIONS = 10000;
  const MAXIMUM_NAME_LENGTH = 4096;
  // The fields of a segment: generated column, index of the source (-1 for none), line and column in the source.
  const FIELDS = 4;
  const DIGITS = new Int8Array(128).fill(-1);
  for (const [value, digit] of [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].entries()) {
    DIGITS[digit.charCodeAt(0)] = value;
  }
  const MAPPING_COMMENT = /^[ \t]*\/\/[#@][ \t]sourceMappingURL=(data:[^\s'"]+)[ \t]*(?=$|[\n\r\u2028\u2029])/;
  const LINE_END = /[\n\r\u2028\u2029]/;
  const COMMENT_OR_NOTHING = /^\s*(?:\/\/|$)/;
  const CONTROL = /[\0-\x1f\x7f-\x9f\u2028\u2029]/;
  const ABSOLUTE = /^(?:\/|[A-Za-z][A-Za-z0-9+.-]*:)/;
  // The part of a URL that no `..` can leave.
  const ORIGIN = /^(?:[A-Za-z][A-Za-z0-9+.-]*:(?:\/\/[^/]*)?)?\/?/;

  function isObject(value) {
    return typeof value === "object" && value !== null;
  }

  // Returns the segments of all lines in one array, and the index of each line's first segment. Throws if the text is
  // malformed.
  function decode(mappings) {
    let segments = new Int32Array(1024);
    const lines = [0];
    let count = 0;
    let at = 0;
    const fields = new Int32Array(5);
    const state = [0, 0, 0, 0, 0];

    function number() {
      let value = 0;
      for (let shift = 0; ; shift += 5) {
        const code = at < mappings.length ? mappings.charCodeAt(at) : 128;
        const digit = code < 128 ? DIGITS[code] : -1;
        // A number has at most 32 bits.
        if (digit < 0 || shift > 30) throw new SyntaxError("no base64 VLQ");
        at += 1;
        value += (digit & 31) * 2 ** shift;
        if (digit < 32) break;
      }
      return value % 2 === 1 ? -Math.floor(value / 2) : value / 2;
    }

    function segment() {
      let length = 0;
      while (at < mappings.length && mappings[at] !== "," && mappings[at] !== ";") {
        if (length === 5) throw new SyntaxError("a segment with too many fields");
        state[length] += number();
        if (state[length] < 0 || state[length] > 0x7fffffff) throw new SyntaxError("a field out of range");
        fields[length] = state[length];
        length += 1;
      }
      if (length === 2 || length === 3) throw new SyntaxError("a segment with too few fields");
      if (length === 0) return;
      if (count === MAXIMUM_SEGMENTS) throw new RangeError("too many segments");
      if ((count + 1) * FIELDS > segments.length) {
        const larger = new Int32Array(segments.length * 2);
        larger.set(segments);
        segments = larger;
      }
      const place = count * FIELDS;
      segments[place] = fields[0];
      segments[place + 1] = length === 1 ? -1 : fields[1];
      segments[place + 2] = fields[2];
      segments[place + 3] = fields[3];
      count += 1;
    }

    while (at < mappings.length) {
      const unit = mappings[at];
      if (unit === ";") {
        if (lines.length === MAXIMUM_SEGMENTS) throw new RangeError("too many lines");
        lines.push(count);
        state[0] = 0;
        at += 1;
      } else if (unit === ",") {
        at += 1;
      } else {
        segment();
      }
    }
    lines.push(count);
    return { segments, lines };
  }

  // Finds the last segment of a line that is not behind a column, or the first one if there is no column.
  function findSegment({ segments, lines }, line, column) {
    if (line < 0 || line + 1 >= lines.length) return undefined;
    const first = lines[line];
    let low = first;
    let high = lines[line + 1];
    if (low === high) return undefined;
    if (column === undefined) return low * FIELDS;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (segments[middle * FIELDS] <= column) low = middle + 1;
      else high = middle;
    }
    return low === first ? undefined : (low - 1) * FIELDS;
  }

  // The name of a source, relative to the script like a URL.
  function nameOf(source, root, url) {
    if (typeof source !== "string") return undefined;
    const prefix = typeof root === "string" && root !== "" ? root + (root.endsWith("/") ? "" : "/") : "";
    let name = ABSOLUTE.test(source) ? source : prefix + source;
    if (!ABSOLUTE.test(name)) name = url.slice(0, url.lastIndexOf("/") + 1) + name;
    if (name.length > MAXIMUM_NAME_LENGTH || name === "" || CONTROL.test(name)) return undefined;
    const [origin] = ORIGIN.exec(name);
    const parts = [];
    for (const part of name.slice(origin.length).split("/")) {
      const last = parts.at(-1);
      if (part === "." || part === "") continue;
      if (part !== ".." || last === ".." || (last === undefined && origin === "")) parts.push(part);
      else parts.pop();
    }
    return origin + parts.join("/");
  }

  function plainReader(map, url) {
    const { mappings, sources, sourcesContent, sourceRoot } = map;
    if (typeof mappings !== "string" || !Array.isArray(sources)) return undefined;
    const decoded = decode(mappings);
    return (line, column) => {
      const at = findSegment(decoded, line, column);
      if (at === undefined) return undefined;
      const source = decoded.segments[at + 1];
      if (source < 0 || source >= sources.length) return undefined;
      const filename = nameOf(sources[source], sourceRoot, url);
      if (filename === undefined) return undefined;
      const content = Array.isArray(sourcesContent) ? sourcesContent[source] : undefined;
      return {
        filename, line: decoded.segments[at + 2] + 1, column: decoded.segments[at + 3] + 1,
        content: typeof content === "string" ? content : undefined,
      };
    };
  }

  // A map that consists of maps, each for the code from some place on.
  function sectionsReader(sections, url) {
    if (!Array.isArray(sections) || sections.length > MAXIMUM_SECTIONS) return undefined;
    const readers = sections.map(({ offset, map }) => {
      if (!Number.isSafeInteger(offset.line) || !Number.isSafeInteger(offset.column)) throw new TypeError("no offset");
      return { ...offset, read: isObject(map) ? plainReader(map, url) : undefined };
    });
    return (line, column) => {
      const section = readers.findLast((one) => one.line < line || (one.line === line && one.column <= (column ?? 0)));
      if (section === undefined) return undefined;
      const isFirst = section.line === line;
      return section.read?.(line - section.line, isFirst && column !== undefined ? column - section.column : column);
    };
  }

  function textOfBytes(bytes) {
    let text = "";
    for (let at = 0; at < bytes.length; at += 4096) {
      text += bytes.subarray(at, at + 4096).toHex().replace(/../g, "%$&");
    }
    return decodeURIComponent(text);
  }

  function textOfDataURL(url) {
    const comma = url.indexOf(",");
    if (comma < 0) return undefined;
    const data = url.slice(comma + 1);
    return /;\s*base64\s*$/i.test(url.slice(0, comma))
      ? textOfBytes(Uint8Array.fromBase64(decodeURIComponent(data)))
      : decodeURIComponent(data);
  }

  // Looks only at comments at the end of the code. If the text is in a literal, more than comments follows.
  function inlineMap(code) {
    const start = code.lastIndexOf("sourceMappingURL=data:");
    if (start < 0 || code.length - start > MAXIMUM_LENGTH) return undefined;
    const lineStart = Math.max(...["\n", "\r", "\u2028", "\u2029"].map((end) => code.lastIndexOf(end, start))) + 1;
    const last = code.slice(lineStart);
    const hasCommentsAlone = last.split(LINE_END).every((line) => COMMENT_OR_NOTHING.test(line));
    const match = hasCommentsAlone ? MAPPING_COMMENT.exec(last) : null;
    return match === null ? undefined : textOfDataURL(match[1]);
  }

  return {
    // `given`: the map's text; undefined if it may be in the last comment of the code. The result is a function that
    // takes a line and a column from 0 (undefined if only the line is known), and returns the `filename`, `line` and
    // `column` of the source, and its `content` if the map has it; or undefined if the map has no source for the place.
    reader(given, code, url) {
      try {
        const text = given ?? inlineMap(code);
        if (text === undefined || text.length > MAXIMUM_LENGTH) return undefined;
        // The first line may be a prefix that keeps other sites from running the file as a script.
        const map = JSON.parse(text.replace(/^\)\]\}'[^\n]*\n/, ""));
        if (!isObject(map) || map.version !== 3) return undefined;
        return map.sections === undefined ? plainReader(map, url) : sectionsReader(map.sections, url);
      } catch {
        return undefined;
      }
    },
  };
})
