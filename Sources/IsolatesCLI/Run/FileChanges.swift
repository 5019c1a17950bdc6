import Glibc

/// The state of some files at one moment, by which changes are found.
struct FileChanges {
    private let paths: [String]
    private let states: [FileState?]

    /// The pause between two looks at the files.
    private static let pause = Duration.milliseconds(100)

    init(of paths: [String]) {
        self.paths = paths
        states = paths.map { FileIO.state(of: $0) }
    }

    /// Returns when a file has changed.
    func next() async throws {
        while paths.map({ FileIO.state(of: $0) }) == states { try await Task.sleep(for: Self.pause) }
    }
}

/// The properties of a file by which a change is found (stat(2)).
struct FileState: Equatable {
    let inode: UInt64
    let size: Int
    let seconds: Int
    let nanoseconds: Int
}
