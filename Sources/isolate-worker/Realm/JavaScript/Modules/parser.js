// Extends acorn by features that its version 8.8 lacks: import attributes, and `import(specifier, options)`. Regular
// expressions are not checked here, because the engine checks them and knows newer ones.
(function (host) {
  "use strict";
  const { acorn } = host;
  const { tokTypes } = acorn;

  // The names of a scope. Acorn searches all earlier names for each new one, which is slow in a plain array.
  class Names extends Array {
    #known = new Set();

    push(name) {
      this.#known.add(name);
      return super.push(name);
    }
    indexOf(name) {
      return this.#known.has(name) ? 0 : -1;
    }
  }

  function extend(Parser) {
    return class extends Parser {
      #declaration = undefined;

      enterScope(flags) {
        super.enterScope(flags);
        const scope = this.currentScope();
        scope.var = new Names();
        scope.lexical = new Names();
        scope.functions = new Names();
      }

      parseImport(node) {
        return this.#withDeclaration(node, () => super.parseImport(node));
      }

      parseExport(node, exports) {
        return this.#withDeclaration(node, () => super.parseExport(node, exports));
      }

      #withDeclaration(node, parse) {
        const outer = this.#declaration;
        this.#declaration = node;
        const result = parse();
        this.#declaration = outer;
        return result;
      }

      // Called at the end of a declaration, after its source, which is where attributes are.
      semicolon() {
        const declaration = this.#declaration;
        if (declaration?.source && declaration.attributes === undefined && this.eat(tokTypes._with)) {
          declaration.attributes = this.#parseAttributes();
        }
        super.semicolon();
      }

      #parseAttributes() {
        const attributes = [];
        const keys = new Set();
        this.expect(tokTypes.braceL);
        while (!this.eat(tokTypes.braceR)) {
          const isString = this.type === tokTypes.string;
          const key = isString ? this.parseLiteral(this.value) : this.parseIdent(true);
          const name = isString ? key.value : key.name;
          if (keys.has(name)) this.raise(key.start, `Duplicate import attribute '${name}'`);
          keys.add(name);
          this.expect(tokTypes.colon);
          if (this.type !== tokTypes.string) this.unexpected();
          attributes.push({ name, value: this.parseLiteral(this.value).value });
          if (!this.eat(tokTypes.comma)) {
            this.expect(tokTypes.braceR);
            break;
          }
        }
        return attributes;
      }

      parseDynamicImport(node) {
        this.expect(tokTypes.parenL);
        node.source = this.parseMaybeAssign();
        node.options = undefined;
        if (this.eat(tokTypes.comma) && this.type !== tokTypes.parenR) {
          node.options = this.parseMaybeAssign();
          this.eat(tokTypes.comma);
        }
        this.expect(tokTypes.parenR);
        return this.finishNode(node, "ImportExpression");
      }

      validateRegExpFlags() {}
      validateRegExpPattern() {}
    };
  }

  const Parser = acorn.Parser.extend(extend);
  return {
    // Returns the program's syntax tree. Throws acorn's SyntaxError, whose `pos` is an index in the source.
    parse(source, sourceType) {
      return Parser.parse(source, {
        ecmaVersion: "latest", sourceType, allowHashBang: true, allowReturnOutsideFunction: false,
      });
    },
  };
})
