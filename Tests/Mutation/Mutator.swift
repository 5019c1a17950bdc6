/// Makes hostile input of honest samples: the same seed gives the same input.
public struct Mutator: RandomNumberGenerator {
    private var state: UInt64
    private let samples: [[UInt8]]
    /// Pieces that decoders treat in their own way, put in at any place.
    private static let pieces: [[UInt8]] =
        [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "null", "true", "-", "-0", "1e999",
            "9223372036854775808", "0.1", "1E+",
            #"{"$type":"#, #""$type":"ref","value":0"#, #""id":"#, #"{"$type":"map","value":[["#, "\u{0}", "\u{2028}",
            "\n", "__proto__",
        ].map { Array($0.utf8) } + [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5], [0, 0, 0, 0], [255, 255, 255, 255],
        ]

    /// - Parameter samples: at least one.
    public init(seed: UInt64, samples: [[UInt8]]) {
        state = seed
        self.samples = samples
    }

    /// SplitMix64, by its published constants.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One of the samples, changed at one to four places.
    public mutating func input() -> [UInt8] {
        var bytes = samples.randomElement(using: &self)!
        for _ in 0..<Int.random(in: 1...4, using: &self) { mutate(&bytes) }
        return bytes
    }

    private mutating func mutate(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &self)
        let end = Int.random(in: place...min(bytes.count, place + 16), using: &self)
        switch Int.random(in: 0..<8, using: &self) {
        case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &self) }
        case 1: bytes.removeSubrange(place...)
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
        case 4: bytes.insert(contentsOf: Self.pieces.randomElement(using: &self)!, at: place)
        case 5: bytes.replaceSubrange(place..<end, with: Self.pieces.randomElement(using: &self)!)
        case 6:
            let other = samples.randomElement(using: &self)!
            bytes = Array(bytes[..<place] + other[Int.random(in: 0...other.count, using: &self)...])
        default:
            let depth = Int.random(in: 1...2_000, using: &self)
            bytes.insert(contentsOf: [UInt8](repeating: UInt8(ascii: "["), count: depth), at: place)
        }
    }
}
