/// What a resolver has found.
public struct ModuleSource: Sendable {
    /// What kind of text a module is.
    public enum Kind: String, Sendable, CaseIterable {
        case javascript
        /// Its default export is the value; importing it takes `with { type: "json" }`.
        case json
        /// Its default export is the text; importing it takes `with { type: "text" }`.
        case text
    }

    enum Content: Sendable {
        case known
        case text(String, Kind, meta: Value.Object, sourceMap: String?)
        case values(Value.Object)
    }

    /// What the module is called in its context: in stacks, in `import.meta.url` and as a referrer. A module that the
    /// context has by that id is taken, and nothing else of this is looked at.
    public let id: String
    let content: Content

    /// A module of text.
    ///
    /// - Parameters:
    ///   - type: JavaScript by default.
    ///   - meta: further properties of the module's `import.meta`; none by default.
    ///   - sourceMap: the text of the source's map, as of `Supervisor.script`; nil, the default, where there is none,
    ///     or one in a comment.
    public init(
        id: String, source: String, type: Kind = .javascript, meta: Value.Object = [:], sourceMap: String? = nil
    ) {
        self.id = id
        content = .text(source, type, meta: meta, sourceMap: sourceMap)
    }

    /// A module whose exports are values, functions of the program's among them.
    public init(id: String, exports: Value.Object) {
        self.id = id
        content = .values(exports)
    }

    /// The module that the context has by this id.
    public init(known id: String) {
        self.id = id
        content = .known
    }

    /// As the worker takes it.
    var answer: Value {
        var answer: Value.Object = ["id": .string(JSString(id))]
        switch content {
        case .known: break
        case .text(let source, let kind, let meta, let sourceMap):
            answer["source"] = .string(JSString(source))
            answer["type"] = .string(JSString(kind.rawValue))
            answer["meta"] = .object(meta)
            answer["sourceMap"] = sourceMap.map { .string(JSString($0)) }
        case .values(let exports): answer["exports"] = .object(exports)
        }
        return .object(answer)
    }
}
