/// The integers. Up to 2⁵³ on either side of 0, where JavaScript's numbers are exact, they are encoded as numbers;
/// beyond that, as BigInts.
protocol DirectlyCodableInteger: DirectlyCodable, FixedWidthInteger {}

extension DirectlyCodableInteger {
    static func decode(from decoding: ValueDecoding) throws -> Self {
        let value = try decoding.entered().value
        let integer: Self? =
            switch value {
            case .number(let number): Self(exactly: number)
            case .bigint(let digits): Self(digits)
            default: throw decoding.mismatch(self, "a number", found: value)
            }
        guard let integer else { throw decoding.place.corrupted("\(value) is no \(self)") }
        return integer
    }

    func encoded(at path: CodingPath) -> Value {
        magnitude <= 1 << 53 as UInt64 ? .number(Double(self)) : .bigint(String(self))
    }
}

extension Int: DirectlyCodableInteger {}
extension Int8: DirectlyCodableInteger {}
extension Int16: DirectlyCodableInteger {}
extension Int32: DirectlyCodableInteger {}
extension Int64: DirectlyCodableInteger {}
extension Int128: DirectlyCodableInteger {}
extension UInt: DirectlyCodableInteger {}
extension UInt8: DirectlyCodableInteger {}
extension UInt16: DirectlyCodableInteger {}
extension UInt32: DirectlyCodableInteger {}
extension UInt64: DirectlyCodableInteger {}
extension UInt128: DirectlyCodableInteger {}

extension Double: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> Double {
        let value = try decoding.entered().value
        switch value {
        case .number(let number): return number
        case .bigint(let digits):
            guard let number = Int128(digits).flatMap(Double.init(exactly:)) else {
                throw decoding.place.corrupted("\(value) is no Double")
            }
            return number
        default: throw decoding.mismatch(self, "a number", found: value)
        }
    }

    func encoded(at path: CodingPath) -> Value {
        .number(self)
    }
}

extension Float: DirectlyCodable {
    static func decode(from decoding: ValueDecoding) throws -> Float {
        let number = try Double.decode(from: decoding)
        let rounded = Float(number)
        guard rounded.isFinite || !number.isFinite else { throw decoding.place.corrupted("\(number) is no Float") }
        return rounded
    }

    func encoded(at path: CodingPath) -> Value {
        .number(Double(self))
    }
}
