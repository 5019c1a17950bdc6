import Wire

/// Messages to the client, as JSON without a newline.
enum OutgoingMessage {
    /// The answer to a request.
    ///
    /// - Parameters:
    ///   - id: the id of the request; nil if it is not known.
    ///   - result: the JSON of the result.
    static func answer(to id: RequestID?, _ result: Result<[UInt8], RPCError>) -> [UInt8] {
        message { writer in
            writer.key("id")
            if let id { writer.raw(id.json) } else { writer.null() }
            switch result {
            case .success(let json):
                writer.key("result")
                writer.raw(json)
            case .failure(let error):
                writer.key("error")
                error.encode(into: &writer)
            }
        }
    }

    /// A request, or a notification if there is no id.
    static func request(id: Int? = nil, _ method: StaticString, params: (inout JSONWriter) throws -> Void) rethrows
        -> [UInt8]
    {
        try message { writer in
            if let id {
                writer.key("id")
                writer.integer(id)
            }
            writer.key("method")
            writer.string("\(method)")
            writer.key("params")
            writer.beginObject()
            try params(&writer)
            writer.endObject()
        }
    }

    private static func message(_ members: (inout JSONWriter) throws -> Void) rethrows -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("jsonrpc")
        writer.string("2.0")
        try members(&writer)
        writer.endObject()
        return writer.bytes
    }
}

/// The JSON of an object.
func jsonObject(_ members: (inout JSONWriter) throws -> Void) rethrows -> [UInt8] {
    var writer = JSONWriter()
    writer.beginObject()
    try members(&writer)
    writer.endObject()
    return writer.bytes
}
