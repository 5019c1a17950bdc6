import Isolates

/// Runs the same scripts for each line of standard input, some at a time.
struct ParallelRuns: Sendable {
    /// How many run at a time.
    let count: Int
    /// Whether each line is a value, as values.md encodes them.
    let linesAreJSON: Bool
    /// Whether the runs go on after one has failed.
    let keepsGoing: Bool

    /// Outcomes wait for those of earlier lines. At most this many times `count` are kept.
    private static let lookahead = 64

    private enum Event: Sendable {
        case read([UInt8])
        case ended(index: Int, ScriptRun.Outcome)
    }

    /// Does a run for each line as it comes, and gives each outcome in the order of the lines.
    ///
    /// - Parameters:
    ///   - run: gets the line's value.
    ///   - progress: gets the number of lines so far, and whether these are all.
    ///   - take: gets an outcome and the line's index. If it returns false, everything ends.
    /// - Throws: `UnreadableFile`.
    func callAsFunction(
        _ run: @Sendable @escaping (Value) async -> ScriptRun.Outcome,
        progress: (_ lines: Int, _ areAll: Bool) -> Void, take: (ScriptRun.Outcome, Int) -> Bool
    ) async throws {
        let input = StandardInput()
        try await withThrowingTaskGroup(of: Event.self) { group in
            var lines = InputLines()
            var (started, running, taken) = (0, 0, 0)
            var isReading = false
            var waiting: [Int: ScriptRun.Outcome] = [:]
            repeat {
                while running < count, started - taken < count * Self.lookahead, let line = lines.next() {
                    let index = started
                    group.addTask { .ended(index: index, await outcome(of: line, run)) }
                    started += 1
                    running += 1
                }
                if running < count, started - taken < count * Self.lookahead, !isReading, !lines.isComplete {
                    isReading = true
                    group.addTask { .read(try await input.next()) }
                }
                switch try await group.next() {
                case .read(let piece):
                    isReading = false
                    lines.add(piece)
                    progress(lines.count, lines.isComplete)
                case .ended(let index, let outcome):
                    running -= 1
                    waiting[index] = outcome
                    while let next = waiting.removeValue(forKey: taken) {
                        guard take(next, taken) else { return group.cancelAll() }
                        taken += 1
                    }
                case nil: return
                }
            } while true
        }
    }

    private func outcome(
        of line: ArraySlice<UInt8>, _ run: (Value) async -> ScriptRun.Outcome
    ) async -> ScriptRun.Outcome {
        do throws(VMError) { return await run(try value(of: line)) } catch {
            return ScriptRun.Outcome(result: .failure(error), unhandledRejections: [])
        }
    }

    private func value(of line: ArraySlice<UInt8>) throws(VMError) -> Value {
        guard let text = String(validating: line, as: UTF8.self) else {
            throw VMError(.invalidArgument, "the line is not UTF-8")
        }
        guard linesAreJSON else { return Value(text) }
        do { return try Value(json: text) } catch {
            throw VMError(.invalidArgument, "the line is no value: \(error)")
        }
    }
}
