import Wire

/// The id of a request: a string or a number.
struct RequestID: Hashable, Sendable {
    private enum Name: Hashable {
        case string(JSString)
        case integer(Int)
        case number(Double)
    }

    private let name: Name
    /// The JSON of the id as the client wrote it, which the answer repeats.
    let json: [UInt8]

    /// - Returns: nil if the JSON is neither a string nor a number.
    init?(json: [UInt8]) {
        var reader = JSONReader(json)
        switch try? reader.kind {
        case .string:
            guard let text = try? reader.string() else { return nil }
            name = .string(text)
        case .number:
            var again = reader
            if let integer = try? again.integer() {
                name = .integer(integer)
            } else if let number = try? reader.number() {
                name = .number(number)
            } else {
                return nil
            }
        default: return nil
        }
        self.json = json
    }

    /// The id if it is an integer; otherwise nil.
    var integer: Int? {
        if case .integer(let integer) = name { integer } else { nil }
    }

    static func == (left: RequestID, right: RequestID) -> Bool {
        left.name == right.name
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
    }
}
