/// A message from a worker to its supervisor.
public enum Reply: Sendable {
    /// The worker has begun: its first message.
    case ready
    /// The outcome of the request with this id.
    case ended(id: Int, Outcome)
    /// A script called a host function.
    case hostCall(HostCall)
    case console(ConsoleMessage)
    /// A promise was rejected, and nothing had handled it by the end of the run. `exception` is the JSON of an
    /// `ExceptionMessage`.
    case unhandledRejection(exception: [UInt8])
    /// The current request is done, but its changes can't be committed without a base. It is answered after a base was
    /// requested with `Request.fork`.
    case needsBase
    /// A base has taken over from the worker that it was forked from: its first message after a `RestoreMessage`.
    case restored
}

/// How a request ended.
public enum Outcome: Sendable {
    /// `inspected` is the result as `util.inspect` shows it, if the request asked for it.
    case result([UInt8], inspected: JSString?)
    /// The JSON of an `ExceptionMessage`. `isCompilation`: the script did not compile, and nothing of it ran.
    case exception([UInt8], isCompilation: Bool)
    /// A value of the outcome exceeded a limit of values.md.
    case tooLarge(ValueLimit)
    /// The request named a handle that is gone.
    case unknownHandle(String)
    /// A value in the request could not be made; the message says why.
    case invalidValue(message: String)
    /// The worker has forked.
    case forked(ForkedCopy)
    /// The worker could not fork, for this reason.
    case forkFailed(reason: String)
}

/// A copy that a worker made of itself.
public struct ForkedCopy: Sendable, Equatable {
    /// The number of the last host call that the copy knows of; 0 if there was none.
    public var lastCall: Int

    public init(lastCall: Int) {
        self.lastCall = lastCall
    }
}

/// The limit of values.md that a value exceeded.
public enum ValueLimit: String, Sendable {
    case depth
    case length
}

/// A call of a host function.
public struct HostCall: Sendable {
    public var call: Int
    /// The handle that the supervisor gave the function.
    public var handle: String
    public var this: [UInt8]?
    public var arguments: [UInt8]
    /// Whether the script got a promise and goes on meanwhile.
    public var isAsync: Bool

    public init(call: Int, handle: String, this: [UInt8]?, arguments: [UInt8], isAsync: Bool) {
        self.call = call
        self.handle = handle
        self.this = this
        self.arguments = arguments
        self.isAsync = isAsync
    }
}
