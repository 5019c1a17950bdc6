/// The hash function SHA-256 (FIPS 180-4).
package enum SHA256 {
    /// The digest of some bytes, 32 bytes.
    package static func digest(of bytes: some Collection<UInt8>) -> [UInt8] {
        var message = Array(bytes)
        let bitCount = UInt64(message.count) * 8
        message.append(0x80)
        while message.count % 64 != 56 { message.append(0) }
        message += (0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (56 - 8 * $0)) }
        var state = initial
        for start in stride(from: 0, to: message.count, by: 64) { absorb(message[start..<start + 64], into: &state) }
        return state.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) } }
    }

    private static func absorb(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
        var w = [UInt32](repeating: 0, count: 64)
        for index in 0..<16 {
            let bytes = block.dropFirst(4 * index).prefix(4)
            w[index] = bytes.reduce(0) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<64 {
            let (a, b) = (w[index - 15], w[index - 2])
            let s0 = rotated(a, 7) ^ rotated(a, 18) ^ a >> 3
            let s1 = rotated(b, 17) ^ rotated(b, 19) ^ b >> 10
            w[index] = w[index - 16] &+ s0 &+ w[index - 7] &+ s1
        }
        var v = state
        for round in 0..<64 {
            let s1 = rotated(v[4], 6) ^ rotated(v[4], 11) ^ rotated(v[4], 25)
            let choice = v[4] & v[5] ^ ~v[4] & v[6]
            let first = v[7] &+ s1 &+ choice &+ constants[round] &+ w[round]
            let s0 = rotated(v[0], 2) ^ rotated(v[0], 13) ^ rotated(v[0], 22)
            let majority = v[0] & v[1] ^ v[0] & v[2] ^ v[1] & v[2]
            let second = s0 &+ majority
            v = [first &+ second, v[0], v[1], v[2], v[3] &+ first, v[4], v[5], v[6]]
        }
        for index in 0..<8 { state[index] &+= v[index] }
    }

    private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    /// The first 32 bits of the fractional parts of the square roots of the first 8 primes (5.3.3).
    private static let initial = primes.prefix(8).map { fraction(Double($0).squareRoot(), of: $0, root: 2) }

    /// The same of the cube roots of the first 64 primes (4.2.2).
    private static let constants = primes.map { fraction(cubeRoot(Double($0)), of: $0, root: 3) }

    private static let primes: [Int] = {
        var primes: [Int] = []
        var candidate = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }()

    /// - Parameter estimate: the root as a `Double`, whose rounding error is corrected by exact integers.
    private static func fraction(_ estimate: Double, of prime: Int, root: Int) -> UInt32 {
        // The root times 2^32, rounded down: the greatest integer whose power is no greater than prime · 2^(32 · root).
        var scaled = UInt128(estimate * 4_294_967_296)
        let power = { (base: UInt128) in root == 2 ? base * base : base * base * base }
        let target = UInt128(prime) << (32 * root)
        while power(scaled) > target { scaled -= 1 }
        while power(scaled + 1) <= target { scaled += 1 }
        return UInt32(truncatingIfNeeded: scaled)
    }

    private static func cubeRoot(_ number: Double) -> Double {
        var root = number
        for _ in 0..<100 { root = (2 * root + number / (root * root)) / 3 }
        return root
    }
}
