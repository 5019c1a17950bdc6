// Rewrites a module to a script whose value is a function of `$m` (what the loader provides) and `$i` (the imports).
// That function returns a generator. The first `next()` creates the functions that the module declares, and passes on
// the getters of its exports. The second one runs the module. If there is `await` at the top level, the generator is
// asynchronous.
//
// Lines stay where they are. An import is read from `$i` at each use, so that it is live, and reading it too early
// throws the engine's own error. Variables that a module declares stay variables.
(function (host) {
  "use strict";
  const { parser, columns, importCalls } = host;
  const { Walk } = host.bindings;
  const { stringify } = host.primordials;
  const { skipSpace, lineEndsIn, apply } = host.edits;

  function nameOf(node) {
    return node.type === "Identifier" ? node.name : node.value;
  }

  // A name that the source does not contain.
  function freeName(source, name) {
    let free = name;
    for (let count = 1; source.includes(free); count += 1) free = name + count;
    return free;
  }

  class Transform {
    requests = []; // { specifier, attributes, place }, each pair once, in the order of the source
    importEntries = []; // { local, imported (undefined: the namespace), request, place }
    localExports = []; // { exported, expression }
    indirectExports = []; // { exported, imported (undefined: the namespace), request, place }
    starExports = []; // numbers of requests
    edits = [];
    #requestNumbers = new Map();
    #importsByLocal = new Map();
    #anonymousDefault = "";

    constructor(source) {
      this.source = source;
      this.m = freeName(source, "$m");
      this.i = freeName(source, "$i");
      this.d = freeName(source, "$default");
    }

    #request(source, attributes = []) {
      const key = stringify([source.value, attributes]);
      let number = this.#requestNumbers.get(key);
      if (number === undefined) {
        number = this.requests.length;
        this.#requestNumbers.set(key, number);
        this.requests.push({ specifier: source.value, attributes, place: source.start });
      }
      return number;
    }

    #edit(start, end, text) {
      this.edits.push({ start, end, text });
    }

    #remove(node) {
      this.#edit(node.start, node.end, ";" + lineEndsIn(this.source.slice(node.start, node.end)));
    }

    // The order of the source is the order in which modules run.
    collectRequests(program) {
      for (const node of program.body) {
        if (node.source) this.#request(node.source, node.attributes);
      }
    }

    collectImports(program) {
      for (const node of program.body) {
        if (node.type !== "ImportDeclaration") continue;
        const request = this.#request(node.source, node.attributes);
        for (const specifier of node.specifiers) {
          const entry = { local: specifier.local.name, imported: undefined, request, place: specifier.start };
          if (specifier.type === "ImportSpecifier") entry.imported = nameOf(specifier.imported);
          if (specifier.type === "ImportDefaultSpecifier") entry.imported = "default";
          this.importEntries.push(entry);
          this.#importsByLocal.set(entry.local, entry);
        }
        this.#remove(node);
      }
    }

    rewriteDeclarations(program) {
      for (const node of program.body) {
        if (node.type === "ExportAllDeclaration") this.#exportAll(node);
        else if (node.type === "ExportNamedDeclaration") this.#exportNamed(node);
        else if (node.type === "ExportDefaultDeclaration") this.#exportDefault(node);
      }
    }

    #exportAll(node) {
      const request = this.#request(node.source, node.attributes);
      if (node.exported === null) this.starExports.push(request);
      else this.#exportOn(nameOf(node.exported), undefined, request, node.start);
      this.#remove(node);
    }

    #exportOn(exported, imported, request, place) {
      this.indirectExports.push({ exported, imported, request, place });
    }

    #exportNamed(node) {
      if (node.declaration !== null) {
        this.#exportNames(node.declaration);
        this.#blank(node.start, node.declaration.start);
        return;
      }
      if (node.source !== null) {
        const request = this.#request(node.source, node.attributes);
        for (const { local, exported, start } of node.specifiers) {
          this.#exportOn(nameOf(exported), nameOf(local), request, start);
        }
      } else {
        for (const { local, exported, start } of node.specifiers) {
          this.#exportLocal(local.name, nameOf(exported), start);
        }
      }
      this.#remove(node);
    }

    // An imported name that is exported again is the same binding, not a new one.
    #exportLocal(local, exported, place) {
      const entry = this.#importsByLocal.get(local);
      if (entry === undefined) this.localExports.push({ exported, expression: local });
      else this.#exportOn(exported, entry.imported, entry.request, place);
    }

    #exportNames(declaration) {
      if (declaration.type !== "VariableDeclaration") {
        this.localExports.push({ exported: declaration.id.name, expression: declaration.id.name });
        return;
      }
      const patterns = declaration.declarations.map(({ id }) => id);
      while (patterns.length > 0) {
        const pattern = patterns.pop();
        if (pattern === null) continue;
        if (pattern.type === "Identifier") this.localExports.push({ exported: pattern.name, expression: pattern.name });
        else if (pattern.type === "ObjectPattern") patterns.push(...pattern.properties);
        else if (pattern.type === "Property") patterns.push(pattern.value);
        else if (pattern.type === "ArrayPattern") patterns.push(...pattern.elements);
        else if (pattern.type === "AssignmentPattern") patterns.push(pattern.left);
        else if (pattern.type === "RestElement") patterns.push(pattern.argument);
      }
    }

    // Replaces `export` and `default` by spaces, after a semicolon, which the line before may lack.
    #blank(start, end) {
      this.#edit(start, end, ";" + this.source.slice(start + 1, end).replace(/[^\n\r\u2028\u2029]/g, " "));
    }

    #exportDefault(node) {
      const { declaration } = node;
      const isFunction = declaration.type === "FunctionDeclaration";
      if ((isFunction || declaration.type === "ClassDeclaration") && declaration.id !== null) {
        this.localExports.push({ exported: "default", expression: declaration.id.name });
        this.#blank(node.start, declaration.start);
        return;
      }
      this.localExports.push({ exported: "default", expression: this.d });
      if (isFunction) {
        this.#blank(node.start, declaration.start);
        const parenthesis = this.#startOfParameters(declaration);
        this.#edit(parenthesis, parenthesis, ` ${this.d}`);
        this.#anonymousDefault = `${this.m}.name(${this.d});`;
        return;
      }
      // As the value of the property `default`, an anonymous function or class gets that name.
      const start = this.#startOfExpression(node);
      this.#edit(node.start, start, `const ${this.d}={default:${lineEndsIn(this.source.slice(node.start, start))}`);
      const end = this.#endOfExpression(node);
      this.#edit(end, end, "}.default;");
    }

    // The index behind `async`, `function` and `*`, and comments between them.
    #startOfParameters(declaration) {
      const { source } = this;
      let at = declaration.start;
      for (const word of ["async", "function", "*"]) {
        if (source.startsWith(word, at)) at = skipSpace(source, at + word.length);
      }
      return at;
    }

    // Found in the source, because parentheses around the expression are not in the tree.
    #startOfExpression(node) {
      const { source } = this;
      return skipSpace(source, skipSpace(source, node.start + "export".length) + "default".length);
    }

    // The index of the semicolon, if the statement has one.
    #endOfExpression(node) {
      return this.source[node.end - 1] === ";" ? node.end - 1 : node.end;
    }

    rewriteUses(program) {
      const tracked = [...this.#importsByLocal.keys()];
      if (this.source.includes("arguments")) tracked.push("arguments");
      const walk = new Walk(tracked);
      walk.visitStatements(program.body);
      for (const reference of walk.references()) this.#rewriteReference(reference);
      for (const { start, end } of walk.metas) {
        this.#edit(start, end, `${this.m}.meta${lineEndsIn(this.source.slice(start, end))}`);
      }
      for (const { start } of walk.imports) this.#edit(start, start + "import".length, `${this.m}.import`);
      // In a script, unlike in a module, `<!--` begins a comment.
      for (const { start } of walk.comparisons) {
        if (this.source.startsWith("<!--", start - 1)) this.#edit(start, start, " ");
      }
      return walk;
    }

    #rewriteReference({ name, start, end, form }) {
      const isArguments = name === "arguments";
      const value = isArguments ? `${this.m}.arguments` : `${this.i}.${name}`;
      const text = {
        [Walk.PLAIN]: value,
        [Walk.CALLEE]: `(0,${value})`,
        [Walk.CALLEE_AT_STATEMENT_START]: `;(0,${value})`,
        [Walk.SHORTHAND]: `${name}:${value}`,
        [Walk.TYPEOF]: isArguments ? `${this.m}.argumentsIfAny` : value,
      }[form];
      this.#edit(start, end, text);
    }

    #exportsText() {
      const getters = this.localExports.map(({ exported, expression }) => {
        const key = exported === "__proto__" ? '["__proto__"]' : stringify(exported);
        return `${key}:()=>${expression}`;
      });
      return `${this.m}.ready({__proto__:null,${getters.join(",")}});`;
    }

    text({ hasTopLevelAwait, hasDirectEval }) {
      const generator = hasTopLevelAwait ? "async function*" : "function*";
      // Code in `eval` finds imports by name in the object of a `with`. The module itself is strict.
      const opening = hasDirectEval
        ? `(function(${this.m},${this.i}){with(${this.i})return ${generator}(){"use strict";`
        : `(function(${this.m},${this.i}){"use strict";return ${generator}(){`;
      const prologue = `${opening}${this.#anonymousDefault}${this.#exportsText()}yield;`;
      this.edits.push({ start: 0, end: 0, text: prologue });
      if (this.source.startsWith("#!")) this.edits.push({ start: 0, end: 2, text: "//" });
      // The sort is stable. Of two edits at the same place, the insertion comes first.
      this.edits.sort((one, other) => one.start - other.start || one.end - other.end);
      return apply(this.edits, this.source) + "\n}})";
    }
  }

  return {
    // Returns the module's description for the loader. Throws acorn's SyntaxError.
    transformModule(source) {
      const program = parser.parse(source, "module");
      const transform = new Transform(source);
      transform.collectRequests(program);
      transform.collectImports(program);
      transform.rewriteDeclarations(program);
      const walk = transform.rewriteUses(program);
      const { requests, importEntries, localExports, indirectExports, starExports } = transform;
      return {
        text: transform.text(walk),
        requests, importEntries, indirectExports, starExports,
        localExports: localExports.map(({ exported }) => exported),
        isAsync: walk.hasTopLevelAwait,
        columnOf: columns.columnMap(source, transform.edits),
      };
    },
    // Rewrites `import()` in a script to a call of `importName` with `referrer` before the arguments. Returns undefined
    // if there is none.
    transformScript(source, importName, referrer) {
      const walk = new Walk([]);
      walk.visitStatements(parser.parse(source, "script").body);
      if (walk.imports.length === 0) return undefined;
      const starts = walk.imports.map(({ start }) => start).sort((one, other) => one - other);
      return importCalls.rewrite(source, starts, importName, referrer);
    },
  };
})
