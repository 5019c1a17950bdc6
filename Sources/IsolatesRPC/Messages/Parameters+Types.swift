import Isolates
import Synchronization
import Wire

extension Parameters {
    /// Why a parameter of the right type is refused all the same; the parameter's name is put before it.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    mutating func string(_ name: String) throws(RPCError) -> String? {
        try take(name) { try $0.string().description }
    }

    /// A string as JavaScript has it, in which there may be lone surrogates.
    mutating func text(_ name: String) throws(RPCError) -> JSString? {
        try take(name) { try $0.string() }
    }

    mutating func requiredString(_ name: String) throws(RPCError) -> String {
        try require(name, try string(name))
    }

    mutating func bool(_ name: String) throws(RPCError) -> Bool? {
        try take(name) { try $0.bool() }
    }

    /// An integer that the engine can take as a line or a column.
    mutating func offset(_ name: String) throws(RPCError) -> Int? {
        try take(name) { reader in
            let offset = try reader.integer()
            guard Int(Int32.min)...Int(Int32.max) ~= offset else {
                throw Refusal(description: "\(offset) is out of range")
            }
            return offset
        }
    }

    /// A size in bytes, above 0.
    mutating func size(_ name: String) throws(RPCError) -> ByteCount? {
        try take(name) { reader in
            let bytes = try reader.integer()
            guard bytes > 0 else { throw Refusal(description: "must be above 0") }
            return .bytes(bytes)
        }
    }

    /// Milliseconds above 0.
    mutating func milliseconds(_ name: String) throws(RPCError) -> Double? {
        try take(name) { reader in
            let milliseconds = try reader.number()
            guard milliseconds > 0 else { throw Refusal(description: "must be above 0") }
            return milliseconds
        }
    }

    /// One of the texts that stand for a case.
    mutating func choice<T: RawRepresentable<String> & CaseIterable>(
        _ name: String, of: T.Type = T.self
    ) throws(RPCError) -> T? {
        try take(name) { reader in
            let text = try reader.string().description
            guard let choice = T(rawValue: text) else {
                let choices = T.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
                throw Refusal(description: "expected \(choices), found \"\(text.prefix(64))\"")
            }
            return choice
        }
    }

    mutating func strings(_ name: String) throws(RPCError) -> [String]? {
        try take(name) { reader in
            var strings: [String] = []
            try reader.beginArray()
            while try reader.nextElement() { strings.append(try reader.string().description) }
            return strings
        }
    }

    /// The groups of web globals: `"web"` for all of them, or a list.
    mutating func globals(_ name: String) throws(RPCError) -> [WebGlobals]? {
        try take(name) { reader in
            if try reader.kind == .string {
                let text = try reader.string().description
                guard text == "web" else { throw Refusal(description: "expected \"web\", or a list") }
                return WebGlobals.all
            }
            var groups: [WebGlobals] = []
            try reader.beginArray()
            while try reader.nextElement() {
                let name = try reader.string().description
                guard let group = WebGlobals(rawValue: name) else {
                    throw Refusal(
                        description: "there is no group \"\(name.prefix(64))\"; there are "
                            + WebGlobals.all.map(\.rawValue).joined(separator: ", "))
                }
                groups.append(group)
            }
            return groups
        }
    }

    /// An encoded value.
    ///
    /// - Parameter lifetime: what the functions and promises in it refer to.
    mutating func value(_ name: String, lifetime: @escaping Value.LifetimeOfHandle) throws(RPCError) -> Value? {
        guard !hasClientFunctions else {
            return try take(name) { try Value(from: &$0, limits: ValueLimits(), lifetime: lifetime) }
        }
        return try take(name) { reader in
            let handles = Handles()
            let value = try Value(from: &reader, limits: ValueLimits()) { handle in handles.note(handle) }
            guard handles.isEmpty else { throw Refusal(description: Self.noClientFunctions) }
            return value
        }
    }

    static let noClientFunctions =
        "functions of the client's need a connection that stays, the WebSocket of /v1/rpc"

    /// An encoded value that is a plain object.
    mutating func object(_ name: String, lifetime: @escaping Value.LifetimeOfHandle) throws(RPCError) -> Value? {
        guard let value = try value(name, lifetime: lifetime) else { return nil }
        guard value.object != nil else { throw .invalidParams("\(name): expected an object") }
        return value
    }

    /// Properties for a global object: an encoded value that is a plain object, which is read only where it must be.
    mutating func properties(
        _ name: String, lifetime: @escaping Value.LifetimeOfHandle
    ) throws(RPCError) -> EncodableValue? {
        if let plain = plainValue(name, opening: "{") { return plain }
        return try object(name, lifetime: lifetime).map { .value($0) }
    }

    /// An encoded value that is an array, which is read only where it must be.
    mutating func array(
        _ name: String, lifetime: @escaping Value.LifetimeOfHandle
    ) throws(RPCError) -> EncodableValue? {
        if let plain = plainValue(name, opening: "[") { return plain }
        guard let value = try value(name, lifetime: lifetime) else { return nil }
        guard case .array = value else { throw .invalidParams("\(name): expected an array") }
        return .value(value)
    }
}

/// Takes note that a value refers to something of the client's.
private final class Handles: Sendable {
    private let found = Atomic<Bool>(false)

    var isEmpty: Bool { !found.load(ordering: .relaxed) }

    func note(_ handle: String) -> any AnyObject & Sendable {
        found.store(true, ordering: .relaxed)
        return self
    }
}
