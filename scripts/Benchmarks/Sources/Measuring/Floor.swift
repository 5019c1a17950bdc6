import Glibc

/// One mode of the program `floors`, running beside this one.
public final class Floor {
    public enum Mode: String {
        case pingPong = "ping-pong"
        case pingPongRun = "ping-pong-run"
        case fork = "fork"
        case forkRun = "fork-run"
        case forkScripts = "fork-scripts"
        case deadline
    }

    public let pid: pid_t
    private let requests: Int32
    private let replies: Int32

    public init(_ mode: Mode) {
        var requests: [Int32] = [-1, -1]
        var replies: [Int32] = [-1, -1]
        precondition(Glibc.pipe(&requests) == 0 && Glibc.pipe(&replies) == 0, "no pipe: errno \(errno)")
        // Floors that are started later must not inherit these ends, or this floor would never see the end of its
        // input.
        for end in [requests[1], replies[0]] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }

        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawn_file_actions_adddup2(&actions, requests[0], 0)
        posix_spawn_file_actions_adddup2(&actions, replies[1], 1)
        posix_spawn_file_actions_addclose(&actions, requests[0])
        posix_spawn_file_actions_addclose(&actions, replies[1])
        defer { posix_spawn_file_actions_destroy(&actions) }
        let path = Self.programDirectory + "/floors"
        let arguments: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup(mode.rawValue), nil]
        defer { for argument in arguments { free(argument) } }
        var pid: pid_t = 0
        let status = posix_spawn(&pid, path, &actions, nil, arguments, environ)
        precondition(status == 0, "\(path) did not start: \(String(cString: strerror(status)))")
        close(requests[0])
        close(replies[1])
        self.pid = pid
        self.requests = requests[1]
        self.replies = replies[0]
    }

    deinit {
        close(requests)
        close(replies)
        waitpid(pid, nil, 0)
    }

    /// Measures `count` times in a row. `UInt64.max` stands for a child that hung.
    public func measure(_ count: Int) -> Samples {
        var request = UInt32(count)
        precondition(write(requests, &request, 4) == 4, "floors is gone")
        var times = [UInt64](repeating: 0, count: count)
        times.withUnsafeMutableBytes { bytes in
            var offset = 0
            while offset < bytes.count {
                let count = read(replies, bytes.baseAddress! + offset, bytes.count - offset)
                precondition(count > 0, "floors is gone")
                offset += count
            }
        }
        return Samples(times)
    }

    private static var programDirectory: String {
        let path = ProcessSize.program(of: getpid())
        return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
