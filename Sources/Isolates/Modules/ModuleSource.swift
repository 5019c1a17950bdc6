/// A module that a resolver has found.
public struct ModuleSource: Sendable {
    /// The kind of a module's text.
    public enum Kind: String, Sendable, CaseIterable {
        case javascript
        /// Its default export is the parsed value. The import must have `with { type: "json" }`.
        case json
        /// Its default export is the text. The import must have `with { type: "text" }`.
        case text
    }

    enum Content: Sendable {
        case known
        case text(String, Kind, meta: Value.Object)
        case values(Value.Object)
    }

    /// The module's name in its context: in stacks, in `import.meta.url` and as a referrer. If the context already has
    /// a module with this id, that module is used and the rest of this value is ignored.
    public let id: String
    let content: Content

    /// A module of text.
    ///
    /// - Parameters:
    ///   - id: the module's name in its context.
    ///   - source: the text.
    ///   - type: the kind of text; JavaScript by default.
    ///   - meta: further properties of the module's `import.meta`; none by default.
    public init(id: String, source: String, type: Kind = .javascript, meta: Value.Object = [:]) {
        self.id = id
        content = .text(source, type, meta: meta)
    }

    /// A module whose exports are values, which may include functions of the program.
    public init(id: String, exports: Value.Object) {
        self.id = id
        content = .values(exports)
    }

    /// A reference to the module that the context already has under this id.
    public init(known id: String) {
        self.id = id
        content = .known
    }

    /// The module in the form that the worker takes.
    var answer: Value {
        var answer: Value.Object = ["id": .string(JSString(id))]
        switch content {
        case .known: break
        case .text(let source, let kind, let meta):
            answer["source"] = .string(JSString(source))
            answer["type"] = .string(JSString(kind.rawValue))
            answer["meta"] = .object(meta)
        case .values(let exports): answer["exports"] = .object(exports)
        }
        return .object(answer)
    }
}
