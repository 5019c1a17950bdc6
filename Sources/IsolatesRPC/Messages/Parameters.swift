import Isolates
import Wire

/// The parameters of a request. A method takes each one that it knows; `finish` refuses those that were not taken.
struct Parameters {
    private var line: [UInt8]
    private var members: [String: JSONSurvey] = [:]
    /// The prefix of the names in messages, if these are the members of a parameter: `codeGeneration.`.
    private let prefix: String
    /// Whether values may hold functions of the client.
    var hasClientFunctions = true

    /// - Throws: `invalidParams` if the parameters are in an array or one repeats; `invalidRequest` if `params` is
    ///   neither an object nor an array.
    init(of message: IncomingMessage) throws(RPCError) {
        line = message.line
        prefix = ""
        guard let params = message[.params] else { return }
        guard let parameters = message.parameters else {
            throw line[params.lowerBound] == UInt8(ascii: "[")
                ? .invalidParams("params must be an object, with the parameters by name")
                : .invalidRequest("params must be an object")
        }
        for (name, value) in parameters { try add(name, value) }
    }

    /// - Parameter body: an object with the parameters by name, and nothing else; empty for none.
    /// - Throws: `parseError` if the body is not JSON; `invalidRequest` if it is not an object or is nested too deeply;
    ///   `invalidParams` if a parameter repeats.
    init(body: [UInt8]) throws(RPCError) {
        line = body
        prefix = ""
        guard !body.isEmpty else { return }
        var reader = JSONReader(body, maximumDepth: IncomingMessage.maximumDepth)
        do {
            guard try reader.kind == .object else {
                _ = try reader.skip()
                try reader.end()
                throw RPCError.invalidRequest("the body must be an object, with the parameters by name")
            }
            try readMembers(&reader)
            try reader.end()
        } catch let error as RPCError {
            throw error
        } catch {
            throw RPCError(error as! JSONError)
        }
    }

    /// Adds a parameter that was named in the path.
    ///
    /// - Throws: `invalidParams` if the body has it, too.
    mutating func add(_ name: String, _ text: String) throws(RPCError) {
        guard members[name] == nil else { throw .invalidParams("\(name) is in the path, and not in the body") }
        var writer = JSONWriter()
        writer.string(text)
        let start = line.count
        line += writer.bytes
        var reader = JSONReader(line, range: start..<line.count)
        // The writer above made it, so it is valid JSON.
        members[name] = try! reader.survey()
    }

    private init(line: [UInt8], prefix: String) {
        self.line = line
        self.prefix = prefix
    }

    private mutating func readMembers(_ reader: inout JSONReader) throws {
        try reader.beginObject()
        while let key = try reader.nextKey() { try add(key, try reader.survey()) }
    }

    private mutating func add(_ key: JSString, _ value: JSONSurvey) throws(RPCError) {
        let name = key.description
        guard members.updateValue(value, forKey: name) == nil else {
            throw .invalidParams("\(prefix)\(name) repeats")
        }
    }

    /// Checks that every parameter was taken.
    ///
    /// - Throws: `invalidParams` with the name of one that was not.
    func finish() throws(RPCError) {
        guard let name = members.keys.min() else { return }
        throw .invalidParams("unknown parameter \(prefix)\(name.prefix(64))")
    }

    /// Whether the parameter exists and was not taken yet.
    func contains(_ name: String) -> Bool { members[name] != nil }

    /// Takes a parameter.
    ///
    /// - Parameter read: reads the value.
    /// - Returns: nil if there is no such parameter.
    /// - Throws: the `RPCError` that `read` throws; `valueTooLarge` for a value beyond its limits; `invalidParams`,
    ///   with the parameter's name, for any other error.
    mutating func take<T>(_ name: String, _ read: (inout JSONReader) throws -> T) throws(RPCError) -> T? {
        guard let survey = members.removeValue(forKey: name) else { return nil }
        var reader = JSONReader(line, range: survey.range)
        do { return try read(&reader) } catch {
            throw refusal(of: name, error)
        }
    }

    /// Takes a parameter as its JSON; nil if there is none.
    mutating func json(_ name: String) -> [UInt8]? {
        members.removeValue(forKey: name).map { Array(line[$0.range]) }
    }

    /// Takes, without decoding it, an array or object of plain JSON within the limits; nil for anything else.
    mutating func plainValue(_ name: String, opening: Unicode.Scalar) -> EncodableValue? {
        guard let survey = members[name], survey.isPlain, line[survey.range.lowerBound] == UInt8(ascii: opening) else {
            return nil
        }
        let limits = ValueLimits()
        guard survey.depth <= limits.maximumDepth, survey.range.count <= limits.maximumEncodedBytes else { return nil }
        return json(name).map { .json($0, depth: survey.depth) }
    }

    /// Checks that a required parameter was given.
    ///
    /// - Throws: `invalidParams` if `value` is nil.
    mutating func require<T>(_ name: String, _ value: T?) throws(RPCError) -> T {
        guard let value else { throw .invalidParams("\(prefix)\(name) is missing") }
        return value
    }

    /// Takes an object whose members are parameters themselves; nil if there is none.
    mutating func members(_ name: String) throws(RPCError) -> Parameters? {
        var inner = Parameters(line: line, prefix: "\(prefix)\(name).")
        return try take(name) { reader in
            try inner.readMembers(&reader)
            return inner
        }
    }

    private func refusal(of name: String, _ error: any Error) -> RPCError {
        switch error {
        case let error as RPCError: error
        case let error as JSONError: .invalidParams("\(prefix)\(name): \(error.what)\(place(error.path))")
        case let error as ValueError where error.code != .malformed:
            RPCError(.valueTooLarge, "\(prefix)\(name) is \(error.reason)") { $0.write("limit", error.limit) }
        case let error as ValueError: .invalidParams("\(prefix)\(name): \(error.reason)\(place(error.path))")
        default: .invalidParams("\(prefix)\(name): \(error)")
        }
    }

    private func place(_ path: String) -> String {
        path == "$" ? "" : " at \(path.prefix(300))"
    }
}
