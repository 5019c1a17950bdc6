import Foundation
import Synchronization

/// The lines that a program writes.
final class Lines: Sendable {
    private let state = Mutex<(lines: [String], isComplete: Bool)>(([], false))

    init(reading handle: FileHandle) {
        // A thread of its own, since it waits.
        Thread.detachNewThread { [weak self] in
            var rest: [UInt8] = []
            while let bytes = try? handle.read(upToCount: 1), !bytes.isEmpty {
                guard bytes.first != UInt8(ascii: "\n") else {
                    self?.add(String(decoding: rest, as: UTF8.self))
                    rest = []
                    continue
                }
                rest += bytes
            }
            if !rest.isEmpty { self?.add(String(decoding: rest, as: UTF8.self)) }
            self?.state.withLock { $0.isComplete = true }
        }
    }

    private func add(_ line: String) {
        state.withLock { $0.lines.append(line) }
    }

    /// Those that came so far.
    var all: [String] { state.withLock { $0.lines } }

    /// Whether no more will come.
    var areComplete: Bool { state.withLock { $0.isComplete } }
}
