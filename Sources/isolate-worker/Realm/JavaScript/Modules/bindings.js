// Finds where a syntax tree refers to names of the module's scope, past every inner scope that declares the same name,
// and what else has to be rewritten: `import.meta`, `import()`, and `await` at the top level.
(function () {
  "use strict";

  // The children of nodes that only need a visit, in the order of the source.
  const CHILDREN = {
    __proto__: null,
    ArrayExpression: ["elements"], ArrayPattern: ["elements"],
    AssignmentExpression: ["left", "right"], AssignmentPattern: ["left", "right"],
    ChainExpression: ["expression"], ConditionalExpression: ["test", "consequent", "alternate"],
    DoWhileStatement: ["body", "test"], ExportDefaultDeclaration: ["declaration"],
    ExportNamedDeclaration: ["declaration"], ExpressionStatement: ["expression"],
    IfStatement: ["test", "consequent", "alternate"], LabeledStatement: ["body"],
    ObjectExpression: ["properties"], ObjectPattern: ["properties"], RestElement: ["argument"],
    ReturnStatement: ["argument"], SequenceExpression: ["expressions"], SpreadElement: ["argument"],
    TemplateLiteral: ["expressions"], ThrowStatement: ["argument"], TryStatement: ["block", "handler", "finalizer"],
    UpdateExpression: ["argument"], WhileStatement: ["test", "body"], WithStatement: ["object", "body"],
    YieldExpression: ["argument"],
  };

  class Walk {
    // The form of a reference in the source, which decides how it is rewritten.
    static PLAIN = 0;
    static CALLEE = 1;
    static CALLEE_AT_STATEMENT_START = 2;
    static SHORTHAND = 3;
    static TYPEOF = 4;

    imports = [];
    metas = [];
    comparisons = [];
    hasTopLevelAwait = false;
    hasDirectEval = false;
    #pending = new Map(); // name → its references that no scope has claimed, in source order
    #scope = { isFunction: true, start: 0, names: undefined, parent: undefined };
    #count = 0;
    #functionDepth = 0;
    #statementStart = -1;

    constructor(names) {
      for (const name of names) this.#pending.set(name, []);
    }

    // The references that resolve to the module's own scope.
    references() {
      return [...this.#pending.values()].flat();
    }

    #enter(isFunction) {
      this.#scope = { isFunction, start: this.#count, names: undefined, parent: this.#scope };
    }

    #leave() {
      const { names, start, parent } = this.#scope;
      this.#scope = parent;
      if (names === undefined) return;
      for (const name of names) {
        const references = this.#pending.get(name);
        while (references.length > 0 && references[references.length - 1].number >= start) references.pop();
      }
    }

    #declare(name, isVariable) {
      if (!this.#pending.has(name)) return;
      let scope = this.#scope;
      while (isVariable && !scope.isFunction) scope = scope.parent;
      (scope.names ??= new Set()).add(name);
    }

    #refer(identifier, form) {
      const references = this.#pending.get(identifier.name);
      if (references === undefined) return;
      const { name, start, end } = identifier;
      references.push({ name, start, end, form, number: this.#count });
      this.#count += 1;
    }

    #visitAll(nodes) {
      for (const node of nodes) {
        if (node !== null) this.visit(node);
      }
    }

    visitStatements(statements) {
      for (const statement of statements) {
        this.#statementStart = statement.start;
        this.visit(statement);
      }
    }

    visit(node) {
      const children = CHILDREN[node.type];
      if (children === undefined) {
        this[node.type]?.(node);
        return;
      }
      for (const name of children) {
        const child = node[name];
        if (child === null || child === undefined) continue;
        if (Array.isArray(child)) this.#visitAll(child);
        else this.visit(child);
      }
    }

    Identifier(node) {
      this.#refer(node, Walk.PLAIN);
    }

    // A chain of operators may be as long as the source, so its left side is walked in a loop.
    BinaryExpression(node) {
      const rights = [];
      let left = node;
      while (left.type === "BinaryExpression" || left.type === "LogicalExpression") {
        rights.push(left);
        left = left.left;
      }
      this.visit(left);
      while (rights.length > 0) {
        const { operator, right } = rights.pop();
        if (operator === "<" && right.type === "UnaryExpression") this.comparisons.push(right);
        this.visit(right);
      }
    }

    LogicalExpression(node) {
      this.BinaryExpression(node);
    }

    UnaryExpression(node) {
      if (node.operator === "typeof" && node.argument.type === "Identifier") this.#refer(node.argument, Walk.TYPEOF);
      else this.visit(node.argument);
    }

    AwaitExpression(node) {
      if (this.#functionDepth === 0) this.hasTopLevelAwait = true;
      this.visit(node.argument);
    }

    #visitCallee(callee) {
      if (callee.type !== "Identifier") {
        this.visit(callee);
        return;
      }
      const isFirst = callee.start === this.#statementStart;
      this.#refer(callee, isFirst ? Walk.CALLEE_AT_STATEMENT_START : Walk.CALLEE);
    }

    // Like operators, a chain of calls and members is walked in a loop.
    CallExpression(node) {
      const outer = [];
      let inner = node;
      while (inner.type === "CallExpression" || inner.type === "MemberExpression") {
        outer.push(inner);
        inner = inner.type === "CallExpression" ? inner.callee : inner.object;
      }
      const innermost = outer[outer.length - 1];
      if (innermost.type === "CallExpression") {
        if (inner.type === "Identifier" && inner.name === "eval") this.hasDirectEval = true;
        this.#visitCallee(inner);
      } else {
        this.visit(inner);
      }
      while (outer.length > 0) {
        const call = outer.pop();
        if (call.type === "CallExpression") this.#visitAll(call.arguments);
        else if (call.computed) this.visit(call.property);
      }
    }

    MemberExpression(node) {
      this.CallExpression(node);
    }

    // Acorn accepts `new import("a").b`, which is a syntax error. With parentheses it is valid.
    NewExpression(node) {
      let { callee } = node;
      while (callee.type === "MemberExpression" || callee.type === "TaggedTemplateExpression") {
        callee = callee.object ?? callee.tag;
      }
      if (callee.type === "ImportExpression" && callee.start === node.callee.start) {
        throw Object.assign(new SyntaxError("Cannot use new with import"), { pos: callee.start });
      }
      this.visit(node.callee);
      this.#visitAll(node.arguments);
    }

    TaggedTemplateExpression(node) {
      this.#visitCallee(node.tag);
      this.visit(node.quasi);
    }

    ImportExpression(node) {
      this.imports.push(node);
      this.visit(node.source);
      if (node.options !== undefined) this.visit(node.options);
    }

    MetaProperty(node) {
      if (node.meta.name === "import") this.metas.push(node);
    }

    Property(node) {
      if (node.computed) this.visit(node.key);
      if (!node.shorthand) {
        this.visit(node.value);
      } else if (node.value.type === "AssignmentPattern") {
        this.#refer(node.value.left, Walk.SHORTHAND);
        this.visit(node.value.right);
      } else {
        this.#refer(node.value, Walk.SHORTHAND);
      }
    }

    // Declares the names of a pattern, and visits its defaults and computed keys.
    #bind(pattern, isVariable) {
      switch (pattern.type) {
        case "Identifier":
          this.#declare(pattern.name, isVariable);
          break;
        case "ObjectPattern":
          for (const property of pattern.properties) {
            if (property.computed) this.visit(property.key);
            this.#bind(property.type === "RestElement" ? property.argument : property.value, isVariable);
          }
          break;
        case "ArrayPattern":
          for (const element of pattern.elements) {
            if (element !== null) this.#bind(element, isVariable);
          }
          break;
        case "AssignmentPattern":
          this.#bind(pattern.left, isVariable);
          this.visit(pattern.right);
          break;
        case "RestElement":
          this.#bind(pattern.argument, isVariable);
          break;
      }
    }

    VariableDeclaration(node) {
      for (const { id, init } of node.declarations) {
        this.#bind(id, node.kind === "var");
        if (init !== null) this.visit(init);
      }
    }

    FunctionDeclaration(node) {
      if (node.id !== null) this.#declare(node.id.name, false);
      this.#visitFunction(node);
    }

    FunctionExpression(node) {
      this.#enter(false);
      if (node.id !== null) this.#declare(node.id.name, false);
      this.#visitFunction(node);
      this.#leave();
    }

    ArrowFunctionExpression(node) {
      this.#visitFunction(node);
    }

    #visitFunction(node) {
      this.#functionDepth += 1;
      this.#enter(true);
      if (node.type !== "ArrowFunctionExpression") this.#declare("arguments", false);
      for (const parameter of node.params) this.#bind(parameter, false);
      if (node.body.type === "BlockStatement") {
        this.#enter(true);
        this.visitStatements(node.body.body);
        this.#leave();
      } else {
        this.visit(node.body);
      }
      this.#leave();
      this.#functionDepth -= 1;
    }

    ClassDeclaration(node) {
      if (node.id !== null) this.#declare(node.id.name, false);
      this.ClassExpression(node);
    }

    ClassExpression(node) {
      this.#enter(false);
      if (node.id !== null) this.#declare(node.id.name, false);
      if (node.superClass !== null) this.visit(node.superClass);
      for (const element of node.body.body) this.visit(element);
      this.#leave();
    }

    MethodDefinition(node) {
      if (node.computed) this.visit(node.key);
      this.visit(node.value);
    }

    PropertyDefinition(node) {
      if (node.computed) this.visit(node.key);
      if (node.value === null) return;
      this.#functionDepth += 1;
      this.visit(node.value);
      this.#functionDepth -= 1;
    }

    StaticBlock(node) {
      this.#enter(true);
      this.visitStatements(node.body);
      this.#leave();
    }

    BlockStatement(node) {
      this.#enter(false);
      this.visitStatements(node.body);
      this.#leave();
    }

    CatchClause(node) {
      this.#enter(false);
      if (node.param !== null) this.#bind(node.param, false);
      this.visit(node.body);
      this.#leave();
    }

    ForStatement(node) {
      this.#enter(false);
      for (const part of [node.init, node.test, node.update]) {
        if (part !== null) this.visit(part);
      }
      this.visit(node.body);
      this.#leave();
    }

    ForInStatement(node) {
      this.#enter(false);
      this.visit(node.left);
      this.visit(node.right);
      this.visit(node.body);
      this.#leave();
    }

    ForOfStatement(node) {
      if (node.await && this.#functionDepth === 0) this.hasTopLevelAwait = true;
      this.ForInStatement(node);
    }

    SwitchStatement(node) {
      this.visit(node.discriminant);
      this.#enter(false);
      for (const { test, consequent } of node.cases) {
        if (test !== null) this.visit(test);
        this.visitStatements(consequent);
      }
      this.#leave();
    }
  }

  return { Walk };
})
