/// What a method makes of a request's parameters: what is still to be done for the answer.
enum Work {
    /// Gives the JSON of the result.
    typealias Body = @Sendable () async throws -> [UInt8]

    /// Something that takes no time.
    case now(() throws -> [UInt8])
    /// Something that names no context: it is done beside everything else.
    case aside(Body)
    /// Something that names a context: it is done when what came before it is.
    case inTurn(Lane, awaitsPromise: Bool = false, Body)
}

extension RPCServer {
    /// Reads all parameters, refuses the rest (`finish`), and only then looks up what they name, in the order of the
    /// requests. What it throws is the answer.
    typealias Method = @Sendable (RPCServer) -> (inout Parameters) throws -> Work

    /// The methods by name.
    static let methods: [String: Method] = [
        "createContext": createContext, "isContext": isContext, "forkContext": forkContext,
        "disposeContext": disposeContext, "getSandbox": getSandbox, "setSandbox": setSandbox,
        "createScript": createScript, "disposeScript": disposeScript,
        "runInContext": runInContext, "runInNewContext": runInNewContext, "runInThisContext": runInThisContext,
        "createTemplate": createTemplate, "disposeTemplate": disposeTemplate,
        "callFunction": callFunction, "releaseFunction": releaseFunction, "awaitPromise": awaitPromise,
        "cancel": cancel, "stats": stats,
    ]

    /// The JSON of a result that says nothing.
    static let null = Array("null".utf8)
}
