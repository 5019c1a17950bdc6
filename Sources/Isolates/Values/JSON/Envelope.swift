import Wire

/// The members of an object with `$type` that have been read so far.
struct Envelope {
    let tag: ValueTag
    /// The offset of the first member.
    let start: Int
    /// A key that was already read, while its value was not.
    private var waitingKey: JSString?
    /// Whether the member `$type` itself was read.
    private var hasType: Bool
    /// Whether the member `value` was begun.
    var hasValue = false
    var payload: Value?
    var identifier: Int?
    private var `class`: Value.Object.Class?
    private var registered: Bool?
    private var async: Bool?

    /// Begins an envelope.
    ///
    /// - Parameters:
    ///   - tag: the envelope's type, which is already known.
    ///   - start: the offset of the envelope's members.
    ///   - first: the key that was read, if it was not `$type`.
    init(tag: ValueTag, start: Int, first: JSString? = nil) {
        self.tag = tag
        self.start = start
        waitingKey = first
        hasType = first == nil
    }

    /// Whether a key may occur in an envelope beside `$type`.
    static func isMember(_ key: JSString) -> Bool {
        switch key {
        case "value", "id", "class", "registered", "async": true
        default: false
        }
    }

    /// The key of the next member; `nil` at the end.
    mutating func nextKey(_ reader: inout JSONReader) throws(JSONError) -> JSString? {
        if let key = waitingKey {
            waitingKey = nil
            return key
        }
        return try reader.nextKey()
    }

    /// Reads a member other than the value and the identifier.
    mutating func readMember(_ key: JSString, _ reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "$type" where !hasType:
            _ = try reader.string()
            hasType = true
        case "class" where tag == .object && `class` == nil:
            guard let known = try reader.string().string.flatMap(Value.Object.Class.init(rawValue:)) else {
                throw reader.fault("unknown class")
            }
            `class` = known
        case "registered" where tag == .symbol && registered == nil:
            registered = try reader.bool()
        case "async" where tag == .function && async == nil:
            async = try reader.bool()
        default:
            throw reader.fault("unexpected member of $type \(tag.rawValue)")
        }
    }

    /// The value that the envelope stands for.
    func finish(_ reader: JSONReader) throws(JSONError) -> Value {
        guard tag != .undefined else { return .undefined }
        guard var value = payload else { throw reader.fault("$type \(tag.rawValue) without value") }
        switch value {
        case .object(var object):
            object.class = `class`
            value = .object(object)
        case .symbol(let symbol) where registered == true:
            guard let key = symbol.text else { throw reader.fault("a registered symbol without a key") }
            value = .symbol(Value.Symbol(registered: key))
        case .function(let function) where async != nil:
            var declared = Value.Function(
                name: function.name, length: function.length, handle: function.handle, isAsync: async == true)
            declared.lifetime = function.lifetime
            value = .function(declared)
        default: break
        }
        return identifier.map { .identified($0, value) } ?? value
    }
}
