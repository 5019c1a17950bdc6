extension Value {
    /// The own enumerable properties of a JavaScript object, in order.
    ///
    /// A new key goes to the end, as in JavaScript. Keys that look like array indices keep their place here, while a
    /// script sees them first, in ascending order. Every key is plain data, including `__proto__` and `$type`.
    ///
    /// ```swift
    /// var object: Value.Object = ["b": 1, "a": 2]
    /// object["c"] = 3
    /// object["b"] = nil              // removes it; .some(nil) stores a null
    /// object.keys                    // ["a", "c"]
    /// ```
    public struct Object: Sendable {
        /// The class of an object that crosses the boundary only as its properties.
        public enum Class: String, Sendable, CaseIterable {
            /// A `WeakMap`; its entries stay where they are.
            case weakMap = "WeakMap"
            /// A `WeakSet`; its elements stay where they are.
            case weakSet = "WeakSet"
            /// A `WeakRef`; its target stays where it is.
            case weakRef = "WeakRef"
            /// The result of a generator function.
            case generator = "Generator"
            /// A function's `arguments`.
            case arguments = "Arguments"
            /// A `Proxy`, with the properties that it shows.
            case proxy = "Proxy"
            /// A module's namespace: its exports, as they were at that time.
            case module = "Module"
        }

        private struct Property: Sendable {
            let key: JSString
            var value: Value
        }

        /// Up to this many keys, a linear search is faster than hashing and takes no memory.
        private static let searched = 8

        private var properties: [Property] = []
        /// The positions of all keys if there are more than `searched`; otherwise empty.
        private var positions: [JSString: Int] = [:]

        /// The class; `nil` for ordinary objects, including instances of a script's own classes.
        public var `class`: Class?

        /// Makes an object without properties.
        public init() {}

        /// Makes an object with these properties; if a key repeats, the last value counts, at the place of the first.
        ///
        /// - Complexity: O(*n*).
        public init(_ properties: some Sequence<(JSString, Value)>, class: Class? = nil) {
            self.class = `class`
            self.properties.reserveCapacity(properties.underestimatedCount)
            for (key, value) in properties {
                self[key] = value
            }
        }

        /// The keys, in order.
        public var keys: [JSString] { properties.map(\.key) }

        /// The values, in order of their keys.
        public var values: [Value] { properties.map(\.value) }

        /// The value of a key; setting `nil` removes the key.
        ///
        /// - Complexity: O(1), but O(*n*) to remove a key.
        public subscript(key: String) -> Value? {
            get { self[JSString(key)] }
            set { self[JSString(key)] = newValue }
        }

        /// The value of a key; setting `nil` removes the key.
        ///
        /// - Complexity: O(1), but O(*n*) to remove a key.
        @_disfavoredOverload
        public subscript(key: JSString) -> Value? {
            get { position(of: key).map { properties[$0].value } }
            set {
                guard let position = position(of: key) else {
                    if let newValue { append(key, newValue) }
                    return
                }
                if let newValue {
                    properties[position].value = newValue
                } else {
                    properties.remove(at: position)
                    indexKeys()
                }
            }
        }

        /// Whether there is a property with this key.
        ///
        /// - Complexity: O(1).
        public func contains(key: JSString) -> Bool {
            position(of: key) != nil
        }

        /// Adds a property, unless there is one with this key.
        ///
        /// - Returns: whether it was added.
        mutating func add(_ key: JSString, _ value: Value) -> Bool {
            guard position(of: key) == nil else { return false }
            append(key, value)
            return true
        }

        /// The object with other values for the same keys; there must be as many.
        func replacingValues(_ values: [Value]) -> Object {
            var object = self
            for (position, value) in values.enumerated() {
                object.properties[position].value = value
            }
            return object
        }

        private mutating func append(_ key: JSString, _ value: Value) {
            properties.append(Property(key: key, value: value))
            if !positions.isEmpty {
                positions[key] = properties.count - 1
            } else if properties.count > Self.searched {
                indexKeys()
            }
        }

        private func position(of key: JSString) -> Int? {
            guard positions.isEmpty else { return positions[key] }
            return properties.firstIndex { $0.key == key }
        }

        private mutating func indexKeys() {
            positions = [:]
            guard properties.count > Self.searched else { return }
            positions.reserveCapacity(properties.count)
            for (position, property) in properties.enumerated() {
                positions[property.key] = position
            }
        }
    }
}

extension Value.Object: RandomAccessCollection {
    /// A property: its key and its value.
    public typealias Element = (key: JSString, value: Value)

    /// 0, the position of the first property.
    public var startIndex: Int { 0 }

    /// The number of properties.
    public var endIndex: Int { properties.count }

    /// The property at a position from 0 up to `count`.
    public subscript(position: Int) -> Element {
        (properties[position].key, properties[position].value)
    }
}

extension Value.Object: ExpressibleByDictionaryLiteral {
    /// An object with its keys in the order of the literal; if a key repeats, the last value counts.
    public init(dictionaryLiteral properties: (String, Value)...) {
        self.init(properties.lazy.map { (JSString($0), $1) })
    }
}

extension Value.Object: Equatable {
    /// Whether both have equal properties in the same order, and the same class.
    public static func == (left: Value.Object, right: Value.Object) -> Bool {
        Value.object(left) == Value.object(right)
    }

    /// Whether both have the same class, and the same keys in the same order.
    func matchesApartFromValues(_ other: Value.Object) -> Bool {
        self.class == other.class && count == other.count
            && zip(properties, other.properties).allSatisfy { $0.key == $1.key }
    }
}
