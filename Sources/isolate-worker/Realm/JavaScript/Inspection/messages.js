// What the other side is told of a console call and of a result to be shown.
(function (host) {
  "use strict";
  const { inspection, encode } = host;

  return {
    // Null where the call writes nothing; else the level, the arguments as JSON (or the number of a limit), and the text.
    consoleMessage(method, args, wantsText, depthLimit, lengthLimit) {
      const entry = inspection.handle(method, args, wantsText);
      if (entry === null) return null;
      return [entry.level, encode.encode(entry.args, depthLimit, lengthLimit), entry.text];
    },
    inspect(value) {
      return inspection.inspect(value);
    },
  };
})
