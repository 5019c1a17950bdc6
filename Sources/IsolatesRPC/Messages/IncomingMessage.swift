import Wire

/// One message of the client. Only the members that all methods share are read.
struct IncomingMessage: Sendable {
    /// A member of the message, by the range of its value in the line.
    enum Member: String {
        case jsonrpc, id, method, params, result, error
    }

    let line: [UInt8]
    private var members: [Member: Range<Int>] = [:]
    private var isRepeating = false
    /// The members of `params`; nil if it is missing or not an object.
    private(set) var parameters: [(name: JSString, value: JSONSurvey)]?

    /// The deepest nesting that is read. Values have a lower limit, with an error of its own.
    static let maximumDepth = 1 << 20

    /// - Throws: `parseError` if the line is not JSON; `invalidRequest` if it is not an object or is nested too deeply.
    init(_ line: [UInt8]) throws(RPCError) {
        self.line = line
        var reader = JSONReader(line, maximumDepth: Self.maximumDepth)
        do {
            guard try reader.kind == .object else {
                let isBatch = try reader.kind == .array
                _ = try reader.skip()
                try reader.end()
                throw RPCError.invalidRequest(isBatch ? "batches are not supported" : "a message must be an object")
            }
            try readMembers(&reader)
            try reader.end()
        } catch let error as RPCError {
            throw error
        } catch {
            throw RPCError(error as! JSONError)
        }
    }

    private mutating func readMembers(_ reader: inout JSONReader) throws(JSONError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            let member = key.string.flatMap(Member.init(rawValue:))
            let range = member == .params ? try readParameters(&reader) : try reader.skip()
            guard let member else { continue }
            if members.updateValue(range, forKey: member) != nil { isRepeating = true }
        }
    }

    private mutating func readParameters(_ reader: inout JSONReader) throws(JSONError) -> Range<Int> {
        guard try reader.kind == .object else { return try reader.skip() }
        try reader.beginObject()
        let start = reader.offset - 1
        var parameters: [(name: JSString, value: JSONSurvey)] = []
        while let name = try reader.nextKey() { parameters.append((name, try reader.survey())) }
        self.parameters = parameters
        return start..<reader.offset
    }

    /// Whether the message is an answer. Its id says to which request.
    var isResponse: Bool { self[.method] == nil && (self[.result] != nil || self[.error] != nil) }

    var hasMethod: Bool { self[.method] != nil }

    /// Whether the message has an id, so that it must be answered if it is a request.
    var hasID: Bool { self[.id] != nil }

    /// The id; nil if it is missing or invalid, or if a member of the message repeats.
    var id: RequestID? {
        isRepeating ? nil : self[.id].flatMap { RequestID(json: Array(line[$0])) }
    }

    subscript(member: Member) -> Range<Int>? { members[member] }

    /// A reader of one member's value.
    func reader(_ member: Member) -> JSONReader? {
        self[member].map { JSONReader(line, range: $0, maximumDepth: Self.maximumDepth) }
    }

    /// Checks the rules of JSON-RPC 2.0 for every message.
    ///
    /// - Throws: `invalidRequest` if the message breaks one.
    func validate() throws(RPCError) {
        guard !isRepeating else { throw .invalidRequest("a member of the message repeats") }
        guard string(.jsonrpc) == "2.0" else { throw .invalidRequest("jsonrpc must be \"2.0\"") }
        guard id != nil || !hasID else { throw .invalidRequest("id must be a string or a number") }
    }

    /// The method's name.
    ///
    /// - Throws: `invalidRequest` if there is none.
    func method() throws(RPCError) -> String {
        guard let method = string(.method) else { throw .invalidRequest("method must be a string") }
        return method
    }

    private func string(_ member: Member) -> String? {
        guard var reader = reader(member) else { return nil }
        return (try? reader.string())?.description
    }
}
