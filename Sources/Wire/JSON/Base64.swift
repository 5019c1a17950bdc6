/// Base64 with the standard alphabet and padding (RFC 4648 §4).
public enum Base64 {
    /// Encodes bytes as base64.
    ///
    /// - Complexity: O(*n*).
    public static func encode(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        append(encoding: bytes, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Decodes a base64 text.
    ///
    /// - Parameter text: ASCII, in the standard alphabet, padded with `=` to a multiple of four, without white space,
    ///   and with zero bits where the padding cuts off (RFC 4648 §3.5), so that each value has only one text.
    /// - Returns: the bytes; `nil` for any other text.
    /// - Complexity: O(*n*).
    public static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let direct = text.withContiguousStorageIfAvailable { decode($0) }
        return direct ?? Array(text).withUnsafeBufferPointer { decode($0) }
    }

    /// Appends the base64 text of `bytes` to `text`.
    static func append(encoding bytes: [UInt8], to text: inout [UInt8]) {
        let triples = bytes.count / 3
        let chunk = [UInt8](unsafeUninitializedCapacity: (bytes.count + 2) / 3 * 4) { output, count in
            alphabet.withUnsafeBufferPointer { alphabet in
                bytes.withUnsafeBufferPointer { bytes in
                    for triple in 0..<triples {
                        let word =
                            UInt32(bytes[triple * 3]) << 16 | UInt32(bytes[triple * 3 + 1]) << 8
                            | UInt32(bytes[triple * 3 + 2])
                        for place in 0..<4 {
                            output[triple * 4 + place] = alphabet[Int(word >> UInt32(18 - 6 * place) & 63)]
                        }
                    }
                    count = triples * 4
                    let rest = bytes[(triples * 3)...]
                    guard let first = rest.first else { return }
                    let second = rest.dropFirst().first
                    let word = UInt32(first) << 16 | UInt32(second ?? 0) << 8
                    output[count] = alphabet[Int(word >> 18)]
                    output[count + 1] = alphabet[Int(word >> 12 & 63)]
                    output[count + 2] = second == nil ? padding : alphabet[Int(word >> 6 & 63)]
                    output[count + 3] = padding
                    count += 4
                }
            }
        }
        text.append(contentsOf: chunk)
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count.isMultiple(of: 4) else { return nil }
        guard let last = text.last else { return [] }
        let padded = last != padding ? 0 : text[text.count - 2] == padding ? 2 : 1
        let quads = (text.count - (padded > 0 ? 4 : 0)) / 4
        // Every letter's value is below 64, so a high bit in `wrong` means that some byte was not a letter.
        var wrong: UInt8 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3) { output, count in
            values.withUnsafeBufferPointer { values in
                for quad in 0..<quads {
                    let a = values[Int(text[quad * 4])], b = values[Int(text[quad * 4 + 1])]
                    let c = values[Int(text[quad * 4 + 2])], d = values[Int(text[quad * 4 + 3])]
                    wrong |= a | b | c | d
                    output[quad * 3] = a << 2 | b >> 4
                    output[quad * 3 + 1] = b << 4 | c >> 2
                    output[quad * 3 + 2] = c << 6 | d
                }
                count = quads * 3
                guard padded > 0 else { return }
                let a = values[Int(text[quads * 4])], b = values[Int(text[quads * 4 + 1])]
                let c = padded == 1 ? values[Int(text[quads * 4 + 2])] : 0
                let cutOff = padded == 1 ? c & 0b11 : b & 0b1111
                wrong |= a | b | c | (cutOff == 0 ? 0 : invalid)
                output[count] = a << 2 | b >> 4
                count += 1
                if padded == 1 {
                    output[count] = b << 4 | c >> 2
                    count += 1
                }
            }
        }
        return wrong & 0xC0 == 0 ? bytes : nil
    }

    private static let padding = UInt8(ascii: "=")
    private static let invalid: UInt8 = 0xFF
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The value of each letter, by its byte.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: invalid, count: 256)
        for (value, letter) in alphabet.enumerated() {
            values[Int(letter)] = UInt8(value)
        }
        return values
    }()
}
