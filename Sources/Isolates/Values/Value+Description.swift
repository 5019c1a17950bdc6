import Wire

extension Value: CustomStringConvertible {
    /// The value on one line, much as JavaScript would write it; for people, the form may change.
    ///
    /// A string is bare by itself, and in quotation marks inside of another value.
    public var description: String {
        if case .string(let string) = self { string.description } else { literal }
    }

    /// The value as it stands inside of another one.
    var literal: String {
        switch self {
        case .undefined: "undefined"
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .number(let number): describe(number)
        case .bigint(let digits): digits + "n"
        case .string(let string): quote(string)
        case .symbol(let symbol): symbol.description
        case .date(let date): date.description
        case .regexp(let regexp): regexp.description
        case .array(let elements): "[" + list(elements) + "]"
        case .object(let object): object.description
        case .map(let entries): "Map {" + spaced(entries.map(\.description)) + "}"
        case .set(let elements): "Set {" + spaced(elements.map(\.literal)) + "}"
        case .error(let error): error.description
        case .arraybuffer(let bytes): "ArrayBuffer(\(bytes.count))"
        case .typedarray(let array): array.description
        case .function(let function): function.description
        case .promise: "Promise"
        case .identified(let identifier, let object): "<ref *\(identifier)> \(object.literal)"
        case .reference(let identifier): "[*\(identifier)]"
        }
    }
}

extension Value.Object: CustomStringConvertible {
    /// The object on one line, much as JavaScript would write it.
    public var description: String {
        let properties = map { key, value in
            (isIdentifier(key) ? key.description : quote(key)) + ": " + value.literal
        }
        return (self.class.map { $0.rawValue + " " } ?? "") + "{" + spaced(properties) + "}"
    }
}

extension Value.Entry: CustomStringConvertible {
    /// `key => value`.
    public var description: String {
        key.literal + " => " + value.literal
    }
}

private func list(_ elements: [Value]) -> String {
    elements.map(\.literal).joined(separator: ", ")
}

private func spaced(_ parts: [String]) -> String {
    parts.isEmpty ? "" : " " + parts.joined(separator: ", ") + " "
}

private func describe(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    var writer = JSONWriter()
    writer.number(number)
    return String(decoding: writer.bytes, as: UTF8.self)
}

private func quote(_ string: JSString) -> String {
    var writer = JSONWriter()
    writer.string(string)
    return String(decoding: writer.bytes, as: UTF8.self)
}

private func isIdentifier(_ key: JSString) -> Bool {
    JSONPath.component(key: key.description).hasPrefix(".")
}
