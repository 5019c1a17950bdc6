// Runs in a context of its own, behind the compiler, which is the variable `ts`.
const transpile = (original, fileName) => {
  "use strict";
  // Before version 5.3 the compiler knew import attributes by their old word alone.
  const [major, minor] = ts.versionMajorMinor.split(".").map(Number);
  const knowsAttributes = major > 5 || (major === 5 && minor >= 3);
  const reword = (text, from, to) => knowsAttributes ? text : text.replace(
    new RegExp(`((?:\\bfrom|\\bimport)\\s*(["'])[^"'\\n]*\\2\\s*)${from}(?=\\s*\\{)`, "g"), `$1${to}`);
  const code = reword(original, "with", "assert");
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(code, {
    fileName, reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ESNext, module: ts.ModuleKind.ESNext, newLine: ts.NewLineKind.LineFeed,
      jsx: ts.JsxEmit.React, sourceMap: true, inlineSources: true,
      // Otherwise a `.cts` file becomes a module by its name.
      moduleDetection: ts.ModuleDetectionKind?.Legacy,
    },
  });
  const fault = diagnostics.find(({ category }) => category === ts.DiagnosticCategory.Error);
  if (fault !== undefined) {
    const starts = ts.computeLineStarts(code);
    const { line, character } = ts.computeLineAndCharacterOfPosition(starts, Math.min(fault.start ?? 0, code.length));
    const text = code.slice(starts[line], starts[line + 1]).replace(/[\n\r\u2028\u2029]+$/, "");
    const message = ts.flattenDiagnosticMessageText(fault.messageText, "\n");
    return { fault: { message, line: line + 1, column: character + 1, text } };
  }
  return {
    // The comment names a file that there is not.
    code: reword(outputText.replace(/\/\/# sourceMappingURL=[^\n]*\s*$/, ""), "assert", "with"),
    sourceMap: JSON.stringify({ ...JSON.parse(sourceMapText), sourcesContent: [original] }),
    isModule: ts.createSourceFile(fileName, code, ts.ScriptTarget.ESNext).externalModuleIndicator !== undefined,
  };
};
