#if TESTABLE_WORKER
    import Wire

    /// Arguments by which tests change a worker program. No release build has them.
    enum TestOptions {
        /// Whether scripts get a function `systemCall`, with which they can do what code can that has taken over its
        /// worker.
        static let exposesSystemCalls = CommandLine.arguments.contains("expose-system-calls")

        /// Whether scripts get a function `undoTest`, see `undoTestFunction`.
        static let exposesUndo = CommandLine.arguments.contains("expose-undo")

        /// Whether each commit is compared with the whole memory of the process.
        static let doubtsCommits = CommandLine.arguments.contains("doubt-commits")

        /// Whether a base that has restored waits until it is sent a byte.
        static let pausesRestores = CommandLine.arguments.contains("pause-restores")

        /// Whether a copy takes half a second to introduce itself.
        static let delaysIntroductions = CommandLine.arguments.contains("delay-introductions")

        /// Whether a layer is left out, to show that another one holds without it.
        static func withholds(_ layer: Layer) -> Bool {
            CommandLine.arguments.contains("without-\(layer.rawValue)")
        }
    }
#endif
