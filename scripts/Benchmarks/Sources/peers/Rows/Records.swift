import Foundation

/// The values that are passed. peers.js makes the same.
enum Records {
    /// The JSON of records, as `JSON.stringify` writes it.
    static func json(_ count: Int) -> String {
        let records = (0..<count).map { id in
            #"{"id":\#(id),"name":"user \#(id)","email":"user\#(id)@example.com","active":\#(id % 2 == 0),"#
                + #""score":\#(id * 3 / 2)\#(id % 2 == 0 ? "" : ".5"),"tags":["a","b","tag\#(id % 10)"],"#
                + #""address":{"street":"\#(id) Main St","city":"Springfield","zip":"0\#(id % 10_000)"}}"#
        }
        return "[\(records.joined(separator: ","))]"
    }

    /// A `Uint8Array` of zeros, as values.md encodes it.
    static func bytes(_ count: Int) -> String {
        let data = Data(count: count).base64EncodedString()
        return #"{"$type":"typedarray","value":{"type":"Uint8Array","data":"\#(data)"}}"#
    }
}

/// One of the records, as a Swift program would have it.
struct Record: Codable, Sendable {
    struct Address: Codable, Sendable {
        let street: String
        let city: String
        let zip: String
    }

    let id: Int
    let name: String
    let email: String
    let active: Bool
    let score: Double
    let tags: [String]
    let address: Address
}
