/// What a worker says to its supervisor.
public enum Reply: Sendable {
    /// The worker has begun: its first message.
    case ready
    /// How the request of that id ended.
    case ended(id: Int, Outcome)
    /// A script called a function of the supervisor's side.
    case hostCall(HostCall)
    case console(ConsoleMessage)
    /// A promise was rejected, and nothing had handled it by the end of the run.
    /// The JSON of an `ExceptionMessage`.
    case unhandledRejection(exception: [UInt8])
    /// The request at hand is done, and is answered when a base has been asked for by `Request.fork`: what it changed
    /// can't be committed without one.
    case needsBase
    /// A base goes on in the place of the worker that it was forked from: its first message after a `RestoreMessage`.
    case restored
}

/// How a request ended.
public enum Outcome: Sendable {
    /// `inspected` is the result as `util.inspect` shows it, where the request asked for that.
    case result([UInt8], inspected: JSString?)
    /// The JSON of an `ExceptionMessage`. `isCompilation`: the script did not compile, so that nothing of it ran.
    case exception([UInt8], isCompilation: Bool)
    /// A value passed a limit of values.md on its way out.
    case tooLarge(ValueLimit)
    /// The request named a handle that is gone.
    case unknownHandle(String)
    /// A value in the request could not be made, and why.
    case invalidValue(message: String)
    /// The worker forked.
    case forked(ForkedCopy)
    /// It did not fork, and why.
    case forkFailed(reason: String)
}

/// A copy that a worker made of itself.
public struct ForkedCopy: Sendable, Equatable {
    /// The last call of a function of the supervisor's side that the copy knows of; 0 where none was made.
    public var lastCall: Int

    public init(lastCall: Int) {
        self.lastCall = lastCall
    }
}

/// Which limit of values.md a value passed.
public enum ValueLimit: String, Sendable {
    case depth
    case length
}

/// A call of a function that the supervisor's side put into the context.
public struct HostCall: Sendable {
    public var call: Int
    /// The supervisor's handle of the function.
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

/// One call of a method of the script's `console` that writes something.
public struct ConsoleMessage: Sendable {
    /// `log`, `info`, `warn`, `error` or `debug`.
    public var level: String
    public var arguments: [UInt8]
    /// The text that Node would print, where the context asked for it.
    public var text: JSString?

    public init(level: String, arguments: [UInt8], text: JSString?) {
        self.level = level
        self.arguments = arguments
        self.text = text
    }
}
