/// A progress bar on standard error. If that is no terminal, there is none.
struct Progress {
    private let output: Output
    private var count = 0
    private var isCountFinal = false
    private var done = 0
    private var failed = 0
    private var isShown = false

    private static let width = 30

    /// - Parameter count: the number of things to do; nil if `expect` sets it later.
    init(output: Output, count: Int? = nil) {
        self.output = output
        if let count {
            self.count = count
            isCountFinal = true
        }
    }

    /// Sets the number of things to do. There may be more if it is not final.
    mutating func expect(_ count: Int, isFinal: Bool) {
        self.count = count
        isCountFinal = isFinal
        show()
    }

    /// Counts one more thing as done.
    mutating func advance(failed hasFailed: Bool) {
        done += 1
        if hasFailed { failed += 1 }
        show()
    }

    mutating func show() {
        guard output.isTerminal(.standardError), count > 1 else { return }
        let filled = Self.width * done / count
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: Self.width - filled)
        let failures = failed == 0 ? "" : ", \(failed) failed"
        output.writeRaw("\r[\(bar)] \(done)/\(count)\(isCountFinal ? "" : "+")\(failures)", to: .standardError)
        isShown = true
    }

    /// Removes the bar, so that a line can be written in its place.
    mutating func clear() {
        guard isShown else { return }
        output.writeRaw("\r\u{1b}[K", to: .standardError)
        isShown = false
    }
}
