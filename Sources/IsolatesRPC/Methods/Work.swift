/// The work that remains once a method has read its parameters.
enum Work {
    /// Does the work and returns the JSON of the result.
    typealias Body = @Sendable () async throws -> [UInt8]

    /// Work that takes no time.
    case now(() throws -> [UInt8])
    /// Work that names no context. It is done beside everything else.
    case aside(Body)
    /// Work that names a context. It begins when earlier work for the context is done.
    case inTurn(Lane, awaitsPromise: Bool = false, Body)
}

extension RPCSession {
    /// Reads all known parameters, refuses the others (`finish`), and only then looks up the objects that they name, in
    /// the order of the requests. An error that it throws becomes the answer.
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

    /// The JSON of an empty result.
    static let null = Array("null".utf8)
}
