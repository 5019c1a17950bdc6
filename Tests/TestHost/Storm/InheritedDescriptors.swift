import Foundation
import Isolates

struct InheritedDescriptorsReport: Codable {
    /// What children of this program had open that a child did not have before there was a supervisor.
    var found: [String] = []
    /// How many children were checked while contexts were being made, plus one afterwards.
    var children = 0
}

/// Starts children by posix_spawn(3), which closes no descriptors, while contexts are made and used, and lists the
/// children's descriptors.
func inheritedDescriptors(contexts: Int) async throws -> InheritedDescriptorsReport {
    let before = try kindsInChild()
    var report = InheritedDescriptorsReport()
    let supervisor = Supervisor(.ofStorm)
    try await supervisor.start()
    let making = Task {
        var made: [Context] = []
        for n in 0..<contexts {
            let context = try await supervisor.createContext(["n": Value(n)], memoryLimit: .megabytes(64))
            try await supervisor.runInContext("n += 1", context, breakOnSigint: true)
            made.append(context)
            if n.isMultiple(of: 4) { made.append(try await context.fork()) }
        }
        return made
    }
    let spawning = Task {
        var found: Set<String> = []
        var children = 0
        while !Task.isCancelled {
            found.formUnion(try kindsInChild())
            children += 1
        }
        return (found, children)
    }
    let made = try await making.value
    spawning.cancel()
    let (found, children) = try await spawning.value
    let last = try kindsInChild()
    report.children = children + 1
    report.found = found.union(last).subtracting(before).sorted()
    withExtendedLifetime(made) {}
    await supervisor.shutdown()
    return report
}

/// What a new child has open, except its standard streams and the descriptor of the listing.
private func kindsInChild() throws -> Set<String> {
    let output = FileManager.default.temporaryDirectory.appending(path: "isolates-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: output) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, output.path, O_WRONLY | O_CREAT, 0o600)
    let arguments: [UnsafeMutablePointer<CChar>?] = [strdup("ls"), strdup("-l"), strdup("/proc/self/fd"), nil]
    defer { for argument in arguments { free(argument) } }
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, "/bin/ls", &actions, nil, arguments, nil)
    guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EPERM) }
    waitpid(pid, nil, 0)
    let lines = try String(contentsOf: output, encoding: .utf8).split(separator: "\n")
    let targets = lines.compactMap { line -> Substring? in
        // "lr-x------ 1 user group 64 date time 3 -> pipe:[1]"
        let parts = line.split(separator: " ")
        guard let arrow = parts.firstIndex(of: "->"), let number = Int(parts[arrow - 1]), number > 2 else { return nil }
        return parts[arrow + 1]
    }
    return Set(targets.filter { !$0.hasPrefix("/proc/") }.map(String.init))
}
