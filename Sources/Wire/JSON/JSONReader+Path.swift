extension JSONReader {
    /// The place of the value that was read last or comes next, as a JSON path: `$.result[3]["a b"]`.
    ///
    /// - Complexity: O(depth). Keys longer than 64 characters are cut short.
    public var path: String {
        var path = "$"
        for frame in outer.dropFirst() + [frame] where frame.count > 0 {
            path += component(of: frame)
        }
        return path
    }

    /// The place of what stands at an offset, as a JSON path.
    ///
    /// - Parameters:
    ///   - bytes: a document.
    ///   - range: the part of `bytes` that is the document; all of it by default.
    ///   - offset: the offset of a value in `bytes`.
    /// - Returns: the path; where the document is malformed before `offset`, the path of that fault.
    /// - Complexity: O(`offset`).
    public static func path(in bytes: [UInt8], range: Range<Int>? = nil, to offset: Int) -> String {
        var reader = JSONReader(bytes, range: range, maximumDepth: .max)
        do {
            repeat {
                try reader.stepInside()
            } while reader.offset <= offset
            return reader.path
        } catch {
            return error.path
        }
    }

    private func component(of frame: Frame) -> String {
        guard frame.container == .object else { return "[\(frame.count - 1)]" }
        var key = self
        key.offset = frame.keyOffset
        guard let text = try? key.string().description else { return "" }
        let isIdentifier = text.utf8.first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
        if isIdentifier, text.utf8.count <= 64, text.utf8.allSatisfy(isWordByte) {
            return "." + text
        }
        var quoted = JSONWriter()
        quoted.string(text.count <= 64 ? text : text.prefix(63) + "…")
        return "[" + String(decoding: quoted.bytes, as: UTF8.self) + "]"
    }

    /// An error at the reader's place.
    @inline(never)
    func failure(_ what: String, at offset: Int? = nil, kind: JSONError.Kind = .syntax) -> JSONError {
        JSONError(kind: kind, what: what, offset: offset ?? self.offset, path: path)
    }

    @inline(never)
    func mismatch(expected: StaticString, found: Kind) -> JSONError {
        let found = switch found {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .bool: "true or false"
        case .null: "null"
        }
        return failure("expected \(expected), found \(found)", kind: .mismatch)
    }

    @inline(never)
    func name(ofByteAt offset: Int) -> String {
        guard offset < limit else { return "the end" }
        let byte = bytes[offset]
        return 0x21...0x7E ~= byte ? "'\(Unicode.Scalar(byte))'" : "byte 0x" + String(byte, radix: 16)
    }
}

private func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
         UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"): true
    default: false
    }
}
