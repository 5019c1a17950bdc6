/// A bar on the terminal of standard error that shows how many of some things are done. Elsewhere there is none.
struct Progress {
    private let output: Output
    private let count: Int
    private var done = 0
    private var failed = 0
    private var isShown = false

    private static let width = 30

    init(output: Output, count: Int) {
        self.output = output
        self.count = count
    }

    /// Takes one more for done.
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
        output.writeRaw("\r[\(bar)] \(done)/\(count)\(failures)", to: .standardError)
        isShown = true
    }

    /// Takes the bar away, so that a line can be written in its place.
    mutating func clear() {
        guard isShown else { return }
        output.writeRaw("\r\u{1b}[K", to: .standardError)
        isShown = false
    }
}
