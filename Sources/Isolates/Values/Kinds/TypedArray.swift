extension Value {
    /// A typed array or a `DataView`, with the bytes of its buffer that it shows.
    public struct TypedArray: Hashable, Sendable {
        /// The constructor; the raw value is its name in JavaScript.
        public enum Kind: String, Sendable, CaseIterable {
            /// Integers of 8 bits.
            case int8 = "Int8Array"
            /// Unsigned integers of 8 bits: bytes.
            case uint8 = "Uint8Array"
            /// Bytes; values that a script stores are clamped to 0 through 255.
            case uint8Clamped = "Uint8ClampedArray"
            /// Integers of 16 bits.
            case int16 = "Int16Array"
            /// Unsigned integers of 16 bits.
            case uint16 = "Uint16Array"
            /// Integers of 32 bits.
            case int32 = "Int32Array"
            /// Unsigned integers of 32 bits.
            case uint32 = "Uint32Array"
            /// Numbers in half precision.
            case float16 = "Float16Array"
            /// Numbers in single precision.
            case float32 = "Float32Array"
            /// Numbers in double precision.
            case float64 = "Float64Array"
            /// Signed BigInts of 64 bits.
            case bigInt64 = "BigInt64Array"
            /// Unsigned BigInts of 64 bits.
            case bigUint64 = "BigUint64Array"
            /// A `DataView`: bytes without a type.
            case dataView = "DataView"

            /// The size of an element in bytes: JavaScript's `BYTES_PER_ELEMENT`, and 1 for a `DataView`.
            public var bytesPerElement: Int {
                switch self {
                case .int8, .uint8, .uint8Clamped, .dataView: 1
                case .int16, .uint16, .float16: 2
                case .int32, .uint32, .float32: 4
                case .float64, .bigInt64, .bigUint64: 8
                }
            }
        }

        /// The constructor.
        public let kind: Kind
        /// The bytes, in the byte order of this machine.
        public let bytes: [UInt8]

        /// Makes a typed array with these bytes.
        ///
        /// - Parameters:
        ///   - kind: the constructor.
        ///   - bytes: whole elements, in the byte order of this machine.
        /// - Returns: `nil` if the bytes end within an element.
        public init?(_ kind: Kind, bytes: [UInt8]) {
            guard bytes.count.isMultiple(of: kind.bytesPerElement) else { return nil }
            self.kind = kind
            self.bytes = bytes
        }

        /// Makes a `Uint8Array`.
        public init(_ bytes: [UInt8]) {
            self.kind = .uint8
            self.bytes = bytes
        }

        /// The number of elements: JavaScript's `length`, and `byteLength` for a `DataView`.
        public var count: Int { bytes.count / kind.bytesPerElement }

        /// The elements as a script would see them, each a number or a BigInt; for a `DataView`, the bytes.
        ///
        /// - Complexity: O(*n*).
        public var elements: [Value] {
            switch kind {
            case .int8: map(Int8.self) { .number(Double($0)) }
            case .uint8, .uint8Clamped, .dataView: map(UInt8.self) { .number(Double($0)) }
            case .int16: map(Int16.self) { .number(Double($0)) }
            case .uint16: map(UInt16.self) { .number(Double($0)) }
            case .int32: map(Int32.self) { .number(Double($0)) }
            case .uint32: map(UInt32.self) { .number(Double($0)) }
            case .float16: map(Float16.self) { .number(Double($0)) }
            case .float32: map(Float.self) { .number(Double($0)) }
            case .float64: map(Double.self) { .number($0) }
            case .bigInt64: map(Int64.self) { .bigint(String($0)) }
            case .bigUint64: map(UInt64.self) { .bigint(String($0)) }
            }
        }

        private func map<T: BitwiseCopyable>(_: T.Type, _ transform: (T) -> Value) -> [Value] {
            bytes.withUnsafeBytes { buffer in
                stride(from: 0, to: buffer.count, by: MemoryLayout<T>.size).map {
                    transform(buffer.loadUnaligned(fromByteOffset: $0, as: T.self))
                }
            }
        }
    }
}

extension Value.TypedArray: CustomStringConvertible {
    /// The constructor, the length and the elements: `Uint8Array(2) [1, 2]`.
    public var description: String {
        "\(kind.rawValue)(\(count)) \(Value.array(elements))"
    }
}
