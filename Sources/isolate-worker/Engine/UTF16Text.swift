/// Converts UTF-8 to UTF-16, at the speed of memory as long as it is ASCII, which nearly all of a library is.
enum UTF16Text {
    private typealias Block = SIMD16<UInt8>
    private static let blockSize = 16

    /// The length of the ASCII that a text begins with.
    static func asciiPrefix(of utf8: UnsafeBufferPointer<UInt8>) -> Int {
        let bytes = UnsafeRawBufferPointer(utf8)
        var index = 0
        while index + blockSize <= bytes.count, isASCII(bytes, at: index) { index += blockSize }
        while index < bytes.count, bytes[index] < 0x80 { index += 1 }
        return index
    }

    /// Converts a text.
    ///
    /// - Parameters:
    ///   - utf8: valid UTF-8.
    ///   - units: room for as many units as there are bytes.
    /// - Returns: the number of units.
    static func transcode(_ utf8: UnsafeBufferPointer<UInt8>, to units: UnsafeMutableBufferPointer<UInt16>) -> Int {
        let bytes = UnsafeRawBufferPointer(utf8)
        guard let output = units.baseAddress else { return 0 }
        var (index, count) = (0, 0)
        while index < bytes.count {
            while index + blockSize <= bytes.count, isASCII(bytes, at: index) {
                let block = bytes.loadUnaligned(fromByteOffset: index, as: Block.self)
                UnsafeMutableRawPointer(output + count).storeBytes(
                    of: SIMD16<UInt16>(truncatingIfNeeded: block), as: SIMD16<UInt16>.self)
                index += blockSize
                count += blockSize
            }
            guard index < bytes.count else { break }
            let (scalar, length) = scalar(in: bytes, at: index)
            index += length
            if scalar < 0x10000 {
                output[count] = UInt16(scalar)
                count += 1
            } else {
                output[count] = UInt16(0xD800 + (scalar - 0x10000) >> 10)
                output[count + 1] = UInt16(0xDC00 + (scalar & 0x3FF))
                count += 2
            }
        }
        return count
    }

    private static func isASCII(_ bytes: UnsafeRawBufferPointer, at index: Int) -> Bool {
        let high: UInt64 = 0x8080_8080_8080_8080
        let first = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let second = bytes.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self)
        return (first | second) & high == 0
    }

    /// The code point that begins at an index of valid UTF-8, and how many bytes it takes.
    private static func scalar(in bytes: UnsafeRawBufferPointer, at index: Int) -> (UInt32, length: Int) {
        let first = UInt32(bytes[index])
        func bits(_ offset: Int) -> UInt32 { UInt32(bytes[index + offset]) & 0x3F }
        switch first {
        case ..<0x80: return (first, 1)
        case ..<0xE0: return ((first & 0x1F) << 6 | bits(1), 2)
        case ..<0xF0: return ((first & 0x0F) << 12 | bits(1) << 6 | bits(2), 3)
        default: return ((first & 0x07) << 18 | bits(1) << 12 | bits(2) << 6 | bits(3), 4)
        }
    }
}
