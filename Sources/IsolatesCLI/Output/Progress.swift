/// A bar on the terminal of standard error that shows how many of some things are done. Elsewhere there is none.
struct Progress {
    private let output: Output
    private var count = 0
    private var isCountFinal = false
    private var done = 0
    private var failed = 0
    private var isShown = false

    private static let width = 30

    /// - Parameter count: how many things there are; nil where that is to be told later.
    init(output: Output, count: Int? = nil) {
        self.output = output
        if let count {
            self.count = count
            isCountFinal = true
        }
    }

    /// There are so many things, or more where that is not final.
    mutating func expect(_ count: Int, isFinal: Bool) {
        self.count = count
        isCountFinal = isFinal
        show()
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
        output.writeRaw("\r[\(bar)] \(done)/\(count)\(isCountFinal ? "" : "+")\(failures)", to: .standardError)
        isShown = true
    }

    /// Takes the bar away, so that a line can be written in its place.
    mutating func clear() {
        guard isShown else { return }
        output.writeRaw("\r\u{1b}[K", to: .standardError)
        isShown = false
    }
}
