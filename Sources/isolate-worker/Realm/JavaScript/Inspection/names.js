// The names of objects when they are printed: "Foo", "Map(2)", "[Object: null prototype]", "[class A extends B]".

(function (host) {
  "use strict";

  const {
    findConstructor, findProperty, functionName, isEnumerable, isOwn, prototypeOf, sourceText, typedArrayKind,
  } = host;

  const ignorable = String.raw`(?:\s|/\*[^]*?\*/|//.*\n)*`;
  const asyncSource = new RegExp(String.raw`^async(?![\w$\\])`);
  const generatorSource = new RegExp(
    String.raw`^(?:async(?![\w$\\])${ignorable})?(?:function(?![\w$\\])${ignorable})?\*`,
  );
  const classSource = new RegExp(String.raw`^class(?![\w$\\])${ignorable}[^\s(/]`);
  const methodNamedAsync = new RegExp(String.raw`^async${ignorable}\(`);

  const iteratorNames = { MapIterator: "Map Iterator", SetIterator: "Set Iterator" };

  const builtInNames = new Set(Object.getOwnPropertyNames(globalThis).filter((name) => /^[A-Z]/.test(name)));

  /** The name of the built-in class of objects of this kind. */
  function kindName(object, kind) {
    return kind === "TypedArray" ? typedArrayKind(object) : iteratorNames[kind] ?? kind;
  }

  /** Whether `name` is the name of a class of the language. */
  function isBuiltIn(name) {
    return builtInNames.has(name);
  }

  /** The value of the property. A getter is called, as in Node. */
  function tagIn(property, object) {
    if (property?.get === undefined) return property?.value;
    try {
      return Reflect.apply(property.get, object, []);
    } catch {
      return undefined;
    }
  }

  /** The value of `Symbol.toStringTag`, unless it is listed among the properties. */
  function tagOf(object, kind, hidden) {
    const property = findProperty(object, Symbol.toStringTag);
    // Typed arrays have the language's only getter of a tag.
    const tag = kind === "TypedArray" && property?.get !== undefined ? typedArrayKind(object) : tagIn(property, object);
    if (typeof tag !== "string" || tag === "") return "";
    const listed = hidden ? isOwn(object, Symbol.toStringTag) : isEnumerable(object, Symbol.toStringTag);
    return listed ? "" : tag;
  }

  /**
   * The text before the braces. `constructor` is the name of the constructor, or null for an object without a
   * prototype, which gets the name `fallback`.
   */
  function prefix(constructor, tag, fallback, size = "") {
    if (constructor === null) {
      const ownTag = tag !== "" && tag !== fallback ? `[${tag}] ` : "";
      return `[${fallback}${size}: null prototype] ${ownTag}`;
    }
    return tag !== "" && tag !== constructor ? `${constructor}${size} [${tag}] ` : `${constructor}${size} `;
  }

  function classLabel(callee, constructor, tag) {
    const name = (isOwn(callee, "name") && functionName(callee)) || "(anonymous)";
    let label = `class ${name}`;
    if (constructor !== null && constructor !== "Function") label += ` [${constructor}]`;
    if (tag !== "" && tag !== constructor) label += ` [${tag}]`;
    if (constructor === null) return `[${label} extends [null prototype]]`;
    const parent = prototypeOf(callee);
    const parentName = parent === null ? "" : functionName(parent);
    return parentName === "" ? `[${label}]` : `[${label} extends ${parentName}]`;
  }

  /** "[Function: name]" and its relatives. */
  function functionLabel(callee, constructor, tag) {
    const source = sourceText(callee);
    if (classSource.test(source)) return classLabel(callee, constructor, tag);
    const name = functionName(callee);
    let type = "Function";
    if (generatorSource.test(source)) type = `Generator${type}`;
    if (asyncSource.test(source)) {
      // "async () {}" is a method named async; "async () => {}" is not.
      const method = name === "async" && methodNamedAsync.test(source) && !source.includes("=>");
      if (!method) type = `Async${type}`;
    }
    let label = type;
    if (constructor === null) label += " (null prototype)";
    label += name === "" ? " (anonymous)" : `: ${name}`;
    label = `[${label}]`;
    if (constructor !== null && constructor !== type) label += ` ${constructor}`;
    if (tag !== "" && tag !== constructor) label += ` [${tag}]`;
    return label;
  }

  /**
   * The name of the constructor of `object`, or null if it has no prototype. The name of an object with prototypes but
   * without a constructor consists of its kind and the result of `describePrototype`.
   */
  function constructorName(object, kind, describePrototype) {
    const found = findConstructor(object);
    if (found !== undefined) return functionName(found.callee);
    const prototype = prototypeOf(object);
    if (prototype === null) return null;
    return `${kindName(object, kind)} <${describePrototype(prototype)}>`;
  }

  return { constructorName, functionLabel, isBuiltIn, kindName, prefix, tagOf };
})
