import Glibc

/// What some files are at one moment, so that a change can be told.
struct FileChanges {
    private let paths: [String]
    private let states: [FileState?]

    /// How long a change may go unnoticed.
    private static let pause = Duration.milliseconds(100)

    init(of paths: [String]) {
        self.paths = paths
        states = paths.map { System.state(of: $0) }
    }

    /// Returns when a file is no longer what it was.
    func next() async throws {
        while paths.map({ System.state(of: $0) }) == states { try await Task.sleep(for: Self.pause) }
    }
}

/// What tells that a file has changed (stat(2)).
struct FileState: Equatable {
    let inode: UInt64
    let size: Int
    let seconds: Int
    let nanoseconds: Int
}
