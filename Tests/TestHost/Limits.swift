import Foundation
import Isolates

struct LimitReport: Encodable {
    /// How many contexts there were when no more could be made.
    var alive = 0
    /// The error codes of the next ones.
    var codes: [String] = []
    var message = ""
    /// The results of runs in the existing contexts then.
    var answers: [Int] = []
    /// The result of a new context after some were disposed, or the message of its error.
    var afterwards: Int?
    var afterwardsMessage = ""
    var processesAfterwards = 0
}

/// Makes contexts until this process has no more descriptors.
func descriptorLimit() async throws -> LimitReport {
    try setLimit(Int32(RLIMIT_NOFILE.rawValue), 100)
    return try await takeContexts()
}

/// Makes contexts until this user may have no more processes.
func processLimit() async throws -> LimitReport {
    // Found before the user changes, because /proc/self/exe can't be read afterwards (proc(5)).
    let worker = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().appending(
        path: "isolate-worker")
    // A user number that nobody has, so that the user has no processes.
    if geteuid() == 0, setgid(54_321) != 0 || setuid(54_321) != 0 { throw POSIXError(.EPERM) }
    // RLIMIT_NPROC, which Swift does not import. The zygote inherits it.
    try setLimit(6, threadsOfUser() + 40)
    return try await takeContexts(Supervisor.Configuration(workerPath: worker.path))
}

/// Makes contexts until that fails.
private func takeContexts(_ configuration: Supervisor.Configuration = Supervisor.Configuration()) async throws
    -> LimitReport
{
    var report = LimitReport()
    let supervisor = Supervisor(configuration)
    var contexts: [Context] = []
    while report.codes.count < 2, contexts.count < 1_000 {
        do throws(VMError) {
            contexts.append(try await supervisor.createContext(["n": Value(contexts.count)]))
        } catch {
            report.codes.append("\(error.code)")
            report.message = error.message
        }
    }
    report.alive = contexts.count
    for context in contexts { report.answers.append(try await supervisor.runInContext("n", context, as: Int.self)) }
    for context in contexts.suffix(3) { context.dispose() }
    let deadline = ContinuousClock.now + .seconds(10)
    // If the limit is on processes, those of disposed contexts must have been reaped first.
    while report.afterwards == nil, ContinuousClock.now < deadline {
        do throws(VMError) { report.afterwards = try await supervisor.runInNewContext("6 * 7", as: Int.self) } catch {
            report.afterwardsMessage = error.message
            try await Task.sleep(for: .milliseconds(20))
        }
    }
    await supervisor.shutdown()
    report.processesAfterwards = Belongings.now().processes
    return report
}

/// Sets the soft limit, as far as the hard one allows.
func setLimit(_ resource: Int32, _ limit: Int) throws {
    var limits = rlimit()
    getrlimit(resource, &limits)
    limits.rlim_cur = min(rlim_t(limit), limits.rlim_max)
    guard setrlimit(resource, &limits) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EPERM) }
}

/// How many threads this user has; RLIMIT_NPROC counts these (getrlimit(2)).
private func threadsOfUser() -> Int {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.filter { pid_t($0) != nil }.reduce(0) { count, pid in
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8) else { return count }
        func field(_ name: String) -> Int? {
            let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") }
            return line.flatMap { Int($0.split(whereSeparator: \.isWhitespace)[1]) }
        }
        return field("Uid") == Int(getuid()) ? count + (field("Threads") ?? 0) : count
    }
}
