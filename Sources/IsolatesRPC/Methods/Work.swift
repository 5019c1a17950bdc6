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

extension RPCSession {
    /// Reads all parameters, refuses the rest (`finish`), and only then looks up what they name, in the order of the
    /// requests. What it throws is the answer.
    struct Method: Sendable {
        let work: RPCWork
        let body: @Sendable (RPCSession) -> (inout Parameters) throws -> Work

        init(_ work: RPCWork, _ body: @escaping @Sendable (RPCSession) -> (inout Parameters) throws -> Work) {
            self.work = work
            self.body = body
        }
    }

    /// The methods by name.
    static let methods: [String: Method] = [
        "createContext": Method(.context, createContext),
        "isContext": Method(.free, isContext),
        "forkContext": Method(.context, forkContext),
        "disposeContext": Method(.free, disposeContext),
        "getSandbox": Method(.turn, getSandbox),
        "setSandbox": Method(.turn, setSandbox),
        "createScript": Method(.turn, createScript),
        "disposeScript": Method(.free, disposeScript),
        "runInContext": Method(.run, runInContext),
        "runInNewContext": Method(.run, runInNewContext),
        "runInThisContext": Method(.run, runInThisContext),
        "createTemplate": Method(.turn, createTemplate),
        "describe": Method(.free, describe),
        "disposeTemplate": Method(.free, disposeTemplate),
        "callFunction": Method(.run, callFunction),
        "releaseFunction": Method(.free, releaseFunction),
        "awaitPromise": Method(.run, awaitPromise),
        "cancel": Method(.free, cancel),
        "stats": Method(.free, stats),
    ]

    /// The JSON of a result that says nothing.
    static let null = Array("null".utf8)
}
