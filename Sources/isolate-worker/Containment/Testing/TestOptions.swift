#if TESTABLE_WORKER
    import Wire

    /// What tests ask of a worker program by its arguments. No release build has this.
    enum TestOptions {
        /// Whether scripts get a function `systemCall`, as code would have it that has taken over its worker.
        static let exposesSystemCalls = CommandLine.arguments.contains("expose-system-calls")

        /// Whether scripts get a function `undoTest`, see `undoTestFunction`.
        static let exposesUndo = CommandLine.arguments.contains("expose-undo")

        /// Whether each commit is compared with all of the memory that it is of.
        static let doubtsCommits = CommandLine.arguments.contains("doubt-commits")

        /// Whether a base stops when it has restored, until it is sent a byte.
        static let pausesRestores = CommandLine.arguments.contains("pause-restores")

        /// Whether a layer is left out, so that another can be seen to hold without it.
        static func withholds(_ layer: Layer) -> Bool {
            CommandLine.arguments.contains("without-\(layer.rawValue)")
        }
    }
#endif
