import FoundationEssentials

extension JSDate: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> JSDate {
        let value = try decoding.entered().value
        guard case .date(let date) = value else { throw decoding.mismatch(self, "a Date", found: value) }
        return date
    }

    func encoded(at path: CodingPath) -> Value {
        .date(self)
    }
}

extension Date: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> Date {
        guard let date = try JSDate.decode(from: decoding).date else {
            throw decoding.place.corrupted("an invalid date")
        }
        return date
    }

    func encoded(at path: CodingPath) throws -> Value {
        let date = JSDate(self)
        guard date.milliseconds != nil else {
            throw EncodingError.invalidValue(
                self,
                .init(
                    codingPath: path.keys, debugDescription: "out of range of JavaScript's dates"))
        }
        return .date(date)
    }
}

extension Data: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> Data {
        let value = try decoding.entered().value
        switch value {
        case .arraybuffer(let bytes): return Data(bytes)
        case .typedarray(let array): return Data(array.bytes)
        default: throw decoding.mismatch(self, "an ArrayBuffer or a typed array", found: value)
        }
    }

    func encoded(at path: CodingPath) -> Value {
        .typedarray(Value.TypedArray([UInt8](self)))
    }
}

extension [UInt8]: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> [UInt8] {
        switch try decoding.entered().value {
        case .arraybuffer(let bytes): return bytes
        case .typedarray(let array) where array.kind.bytesPerElement == 1 && array.kind != .int8: return array.bytes
        default: return try [UInt8](from: decoding)
        }
    }

    func encoded(at path: CodingPath) -> Value {
        .typedarray(Value.TypedArray(self))
    }
}

extension URL: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> URL {
        let text = try String.decode(from: decoding)
        guard let url = URL(string: text) else { throw decoding.place.corrupted("\"\(text)\" is no URL") }
        return url
    }

    func encoded(at path: CodingPath) -> Value {
        Value(absoluteString)
    }
}
