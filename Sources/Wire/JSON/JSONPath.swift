/// The notation of places in a JSON document, used in errors: `$.result[3]["a b"]`.
public enum JSONPath {
    /// The whole document.
    public static let root = "$"

    /// The step into an object: `.key`, or `["any text"]` if the key is not a plain word.
    ///
    /// - Parameter key: the member's name; it is cut if it is longer than 64 characters.
    public static func component(key: String) -> String {
        let beginsWithDigit = key.utf8.first.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? true
        if !beginsWithDigit, key.utf8.count <= 64, key.utf8.allSatisfy(isWordByte) {
            return "." + key
        }
        var quoted = JSONWriter()
        quoted.string(key.count <= 64 ? key : key.prefix(63) + "…")
        return "[" + String(decoding: quoted.bytes, as: UTF8.self) + "]"
    }

    /// The step into an array: `[index]`.
    public static func component(index: Int) -> String {
        "[\(index)]"
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: false
        }
    }
}
