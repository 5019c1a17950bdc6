import CLinux
import Glibc
import Synchronization
import Wire

/// A supervisor's zygote: started by exec, asked for workers, and the one that tells how each of them ended.
final class ZygoteProcess: Sendable {
    private let state: Mutex<State>
    let controlKey: UInt64
    let pidfdKey: UInt64
    private let namespaces: Namespaces

    struct State: ~Copyable {
        var control: Descriptor?
        var pidfd: Descriptor?
        /// Its standard error, which says why it could not start.
        var errors: Descriptor?
        var engineVersion = ""
        /// The layers that it put up, or could not.
        var layers: [LayerReport] = []
        var phase = Phase.starting([])
        var workers: [Int: WeakReference<WorkerProcess>] = [:]
        /// Is told of its end.
        var telemetry: Telemetry?
        var reapWaiters: [UnsafeContinuation<Void, Never>] = []

        init(control: consuming Descriptor, pidfd: consuming Descriptor, errors: consuming Descriptor) {
            self.control = consume control
            self.pidfd = consume pidfd
            self.errors = consume errors
        }
    }

    enum Phase {
        case starting([UnsafeContinuation<String?, Never>])
        case ready
        case ended(reason: String)
    }

    /// Starts a zygote and waits until it can fork.
    ///
    /// - Parameters:
    ///   - arguments: of the program, besides its own.
    ///   - patience: how long that may take; a program that is no zygote may never say anything.
    /// - Throws: `VMError.unavailable` with the reason.
    static func start(
        path: String, arguments: [String] = [], patience: Duration = .seconds(30)
    ) async throws(VMError) -> ZygoteProcess {
        guard access(path, X_OK) == 0 else {
            throw VMError(
                unavailable: "the worker program can't be run: \(SystemError(path)); build it, or name another")
        }
        let launched: Result<ZygoteProcess, SystemError> = await Reactor.shared.run {
            do throws(SystemError) { return .success(try launch(path: path, arguments: arguments)) } catch {
                return .failure(error)
            }
        }
        switch launched {
        case .failure(let error): throw cannotStart(path, "\(error)")
        case .success(let zygote):
            zygote.watchStart(patience: patience)
            if let reason = await zygote.waitUntilReady() { throw cannotStart(path, reason) }
            return zygote
        }
    }

    private static func cannotStart(_ path: String, _ reason: String) -> VMError {
        // What ld.so(8) writes.
        let advice =
            reason.contains("error while loading shared libraries")
            ? ". scripts/setup installs what it needs; on Debian that is: apt-get install libjavascriptcoregtk-4.1-0"
            : ""
        return VMError(unavailable: "\(path) could not be started: \(reason)\(advice)")
    }

    init(
        control: consuming Descriptor, pidfd: consuming Descriptor, errors: consuming Descriptor, namespaces: Namespaces
    ) {
        self.namespaces = namespaces
        let controlSource = Source()
        let pidfdSource = Source()
        controlKey = Reactor.shared.add(control.number, source: controlSource)
        pidfdKey = Reactor.shared.add(pidfd.number, source: pidfdSource)
        state = Mutex(State(control: control, pidfd: pidfd, errors: errors))
        controlSource.store(self)
        pidfdSource.store(self)
        withState { arm(&$0) }
    }

    /// Everything that touches the state does it here: one caller at a time.
    func withState<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        try state.withLock { try body(&$0) }
    }

    /// What became of each layer, once it is ready.
    var containment: Containment {
        Containment(namespaces.reports + namespaces.correct(withState { $0.layers }))
    }

    private func waitUntilReady() async -> String? {
        await withUnsafeContinuation { continuation in
            withState { state in
                switch state.phase {
                case .starting(let waiters): state.phase = .starting(waiters + [continuation])
                case .ready: continuation.resume(returning: nil)
                case .ended(let reason): continuation.resume(returning: reason)
                }
            }
        }
    }

    /// Keeps the zygote until it was reaped, whoever forgets it before.
    final class Source: ReactorSource {
        private let zygote = Mutex<ZygoteProcess?>(nil)

        func store(_ zygote: ZygoteProcess) {
            self.zygote.withLock { $0 = zygote }
        }

        func ready() {
            zygote.withLock { $0 }?.advance()
        }
    }
}
