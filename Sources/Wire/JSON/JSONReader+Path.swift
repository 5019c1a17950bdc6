extension JSONReader {
    /// The place of the last or the next value, as a JSON path: `$.result[3]["a b"]`.
    ///
    /// - Complexity: O(depth). Keys longer than 64 characters are cut.
    public var path: String {
        var path = "$"
        for frame in outer.dropFirst() + [frame] where frame.count > 0 {
            path += component(of: frame)
        }
        return path
    }

    /// The place of another value in the same document, as a JSON path.
    ///
    /// - Parameter target: the offset of a value.
    /// - Returns: the path; if the document is malformed before `target`, the path of that error.
    /// - Complexity: O(`target`).
    public func path(to target: Int) -> String {
        var reader = JSONReader(bytes, range: start..<limit, maximumDepth: .max)
        do {
            repeat {
                try reader.stepInside()
            } while reader.offset <= target
            return reader.path
        } catch {
            return error.path
        }
    }

    private func component(of frame: Frame) -> String {
        guard frame.container == .object else { return JSONPath.component(index: frame.count - 1) }
        var key = self
        key.offset = frame.keyOffset
        guard let text = try? key.string().description else { return "" }
        return JSONPath.component(key: text)
    }

    /// Makes an error at the reader's place, for a caller whose own rules do not allow a value.
    ///
    /// - Parameters:
    ///   - what: a description of the error, for people.
    ///   - kind: the kind of error; `mismatch` by default.
    public func fault(_ what: String, kind: JSONError.Kind = .mismatch) -> JSONError {
        failure(what, kind: kind)
    }

    /// Makes an error, at the reader's place by default.
    @inline(never)
    func failure(_ what: String, at offset: Int? = nil, kind: JSONError.Kind = .syntax) -> JSONError {
        JSONError(kind: kind, what: what, offset: offset ?? self.offset, path: path)
    }

    @inline(never)
    func mismatch(expected: StaticString, found: Kind) -> JSONError {
        let found =
            switch found {
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
