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

    /// The place of what stands further back or ahead in the same document, as a JSON path.
    ///
    /// - Parameter target: the offset of a value.
    /// - Returns: the path; where the document is malformed before `target`, the path of that fault.
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

    /// An error of kind `mismatch` at the reader's place, for a caller that finds a value to be other than
    /// its own rules allow.
    ///
    /// - Parameters:
    ///   - what: what is wrong, for people.
    ///   - kind: the kind of fault; `mismatch` by default.
    public func fault(_ what: String, kind: JSONError.Kind = .mismatch) -> JSONError {
        failure(what, kind: kind)
    }

    /// An error at the reader's place.
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
