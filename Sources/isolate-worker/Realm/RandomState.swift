import CJavaScriptCore
import CLinux
import Glibc

/// The state behind the user realm's `Math.random()`.
///
/// A fork copies the state, and a realm that is made after a fork takes its seed from a generator that was copied, too.
/// Without a new state, every context would draw the same numbers. The engine has no call for that. The state is that
/// of a xorshift128+ generator (WTF::WeakRandom) in the global object. The zygote finds its address once, by watching
/// it change.
struct RandomState {
    private let state: UnsafeMutableRawPointer

    /// Finds the state. Nil if this engine stores it differently.
    init?(_ context: JSGlobalContextRef) {
        let object = UnsafeMutableRawPointer(context)
        // The first state resembles the seed, which is stored beside it.
        _ = Self.draw(context)
        let before = Self.read(object)
        _ = Self.draw(context)
        let after = Self.read(object)
        let words = min(before.count, after.count)
        guard words >= 2 else { return nil }
        let offset = (0..<words - 1).first { index in
            var generator = Generator(low: before[index], high: before[index + 1])
            _ = generator.next()
            return before[index] != after[index] && generator == Generator(low: after[index], high: after[index + 1])
        }
        guard let offset else { return nil }
        state = object + offset * 8
        guard predicts(context) else { return nil }
    }

    /// Sets a new state from the kernel's random numbers.
    func renew() {
        var seed: (UInt64, UInt64) = (0, 0)
        withUnsafeMutableBytes(of: &seed) { seed in
            guard getentropy(seed.baseAddress!, seed.count) == 0 else { fail("getentropy") }
        }
        // The all-zero state would never leave zero.
        write(Generator(low: seed.0 | 1, high: seed.1))
    }

    private func write(_ generator: Generator) {
        state.storeBytes(of: generator.low, as: UInt64.self)
        state.storeBytes(of: generator.high, toByteOffset: 8, as: UInt64.self)
    }

    /// Whether the engine draws the numbers that follow from a state that was set here.
    private func predicts(_ context: JSGlobalContextRef) -> Bool {
        for seed: UInt64 in [1, 0x9e37_79b9_7f4a_7c15] {
            var generator = Generator(low: seed, high: ~seed)
            write(generator)
            guard Self.draw(context) == generator.next() else { return false }
        }
        return true
    }

    /// xorshift128+ (Vigna, “Further scramblings of Marsaglia's xorshift generators”), with the engine's shifts.
    private struct Generator: Equatable {
        var low: UInt64
        var high: UInt64

        mutating func next() -> Double {
            var x = low
            let y = high
            low = y
            x ^= x << 23
            x ^= x >> 17
            x ^= y ^ (y >> 26)
            high = x
            return Double((x &+ y) & ((1 << 53) - 1)) * 0x1p-53
        }
    }

    private static func draw(_ context: JSGlobalContextRef) -> Double {
        let source = makeEngineString("Math.random()")
        defer { JSStringRelease(source) }
        return JSValueToNumber(context, JSEvaluateScript(context, source, nil, nil, 1, nil), nil)
    }

    /// The words of the global object and of the memory behind it, because its size is unknown. The kernel copies them,
    /// because there may be no memory behind it.
    private static func read(_ object: UnsafeMutableRawPointer) -> [UInt64] {
        var words: [UInt64] = []
        var piece = [UInt64](repeating: 0, count: 128)
        for index in 0..<16 {
            let size = piece.count * 8
            let count = piece.withUnsafeMutableBytes { buffer in
                var local = iovec(iov_base: buffer.baseAddress, iov_len: size)
                var remote = iovec(iov_base: object + index * size, iov_len: size)
                return cl_read_memory(getpid(), &local, &remote)
            }
            guard count == size else { break }
            words += piece
        }
        return words
    }
}
