// usage: bundle.js LIBRARY CODE FILE
//
// Writes a script to FILE that makes a library of Debian's packages the global `lib`, without Node: with each file that
// was loaded when Node ran CODE. Prints the value of CODE. The exit status is 69 if the library is not installed.
"use strict";
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname } = require("node:path");
const vm = require("node:vm");

const [library, code, output] = process.argv.slice(2);
const folder = "/usr/share/nodejs/";
if (!existsSync(folder + library)) process.exit(69);
process.env.NODE_PATH = folder;
Module._initPaths();

const sources = new Map();
// The file of each folder and name. Node asks only once for a name in a folder.
const files = new Map();
const resolve = Module._resolveFilename;
Module._resolveFilename = (name, parent, ...rest) => {
  // Some of Node's own modules are also packages, which other engines need.
  const isPackage = Module.isBuiltin(name) && existsSync(`${folder}${name}/package.json`);
  const file = resolve.call(Module, isPackage ? `${folder}${name}/` : name, parent, ...rest);
  if (Module.isBuiltin(file)) return file;
  sources.set(file, readFileSync(file, "utf8"));
  files.set(`${dirname(parent.filename)}\n${name}`, file);
  return file;
};
global.lib = require(library);
console.log(String(vm.runInThisContext(code)));

const bodyOf = (file, text) =>
  file.endsWith(".json")
    ? `(module) => { module.exports = ${text}; }`
    : `function (module, exports, require, __filename, __dirname) {${text}\n}`;
const bodies = [...sources].map(([file, text]) => `${JSON.stringify(file)}: ${bodyOf(file, text)}`);

writeFileSync(output, `globalThis.lib = (() => {
  const global = globalThis;
  const process = { env: {}, argv: [], cwd: () => "/", platform: "linux", version: "v20.0.0", versions: {} };
  const files = ${JSON.stringify(Object.fromEntries(files))};
  const bodies = {${bodies.join(",\n")}};
  const modules = {};
  const load = (file) => {
    if (modules[file] === undefined) {
      const folder = file.slice(0, file.lastIndexOf("/"));
      const module = modules[file] = { exports: {} };
      const require = (name) => {
        const other = files[folder + "\\n" + name];
        return other === undefined ? {} : load(other);
      };
      bodies[file].call(module.exports, module, module.exports, require, file, folder);
    }
    return modules[file].exports;
  };
  return load(${JSON.stringify(require.resolve(library))});
})();
`);
