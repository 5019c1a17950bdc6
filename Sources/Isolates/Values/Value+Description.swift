import Wire

extension Value: CustomStringConvertible {
    /// The value on one line, much as JavaScript would write it. It is for people; its form may change.
    ///
    /// A string is written bare by itself, and in quotation marks inside another value. Parts more than 20 levels deep
    /// are left out.
    public var description: String {
        if case .string(let string) = self { string.description } else { ValueDescription().literal(self) }
    }
}

extension Value.Object: CustomStringConvertible {
    /// The object on one line, much as JavaScript would write it.
    public var description: String {
        Value.object(self).description
    }
}

extension Value.Entry: CustomStringConvertible {
    /// `key => value`.
    public var description: String {
        ValueDescription().entry(self)
    }
}

/// Writes values for people.
private struct ValueDescription {
    /// Few people read deeper, and recursion into a very deep value could overflow the stack.
    private static let maximumDepth = 20

    private var depth = 0

    /// The value as written inside another one.
    func literal(_ value: Value) -> String {
        guard depth <= Self.maximumDepth else { return "…" }
        return switch value {
        case .undefined: "undefined"
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .number(let number): self.number(number)
        case .bigint(let digits): digits + "n"
        case .string(let string): quoted(string)
        case .symbol(let symbol): symbol.description
        case .date(let date): date.description
        case .regexp(let regexp): regexp.description
        case .array(let elements): "[" + elements.map(deeper.literal).joined(separator: ", ") + "]"
        case .object(let object): object.class.map { $0.rawValue + " " + braces(object) } ?? braces(object)
        case .map(let entries): "Map " + braces(entries.map(deeper.entry))
        case .set(let elements): "Set " + braces(elements.map(deeper.literal))
        case .error(let error): error.description
        case .arraybuffer(let bytes): "ArrayBuffer(\(bytes.count))"
        case .typedarray(let array): array.description
        case .function(let function): function.description
        case .promise: "Promise"
        case .identified(let identifier, let object): "<ref *\(identifier)> " + literal(object)
        case .reference(let identifier): "[*\(identifier)]"
        }
    }

    func entry(_ entry: Value.Entry) -> String {
        literal(entry.key) + " => " + literal(entry.value)
    }

    private var deeper: ValueDescription {
        var description = self
        description.depth += 1
        return description
    }

    private func braces(_ object: Value.Object) -> String {
        braces(
            object.map { key, value in
                let isIdentifier = JSONPath.component(key: key.description).hasPrefix(".")
                return (isIdentifier ? key.description : quoted(key)) + ": " + deeper.literal(value)
            })
    }

    private func braces(_ parts: [String]) -> String {
        parts.isEmpty ? "{}" : "{ " + parts.joined(separator: ", ") + " }"
    }

    private func number(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        var writer = JSONWriter()
        writer.number(number)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func quoted(_ string: JSString) -> String {
        var writer = JSONWriter()
        writer.string(string)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
