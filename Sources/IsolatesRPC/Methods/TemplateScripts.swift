import Isolates
import Wire

/// A script of a template's set-up, as `createTemplate` takes it.
struct TemplateScript: Sendable {
    let code: JSString
    let filename: String
    /// The text of its source map; nil where it has none of its own.
    let sourceMap: JSString?
    let usesSourceMaps: Bool
}

extension Parameters {
    mutating func templateScripts(_ name: String) throws(RPCError) -> [TemplateScript]? {
        try take(name) { reader in
            var scripts: [TemplateScript] = []
            try reader.beginArray()
            while try reader.nextElement() { scripts.append(try Self.templateScript(&reader)) }
            return scripts
        }
    }

    private static func templateScript(_ reader: inout JSONReader) throws -> TemplateScript {
        var code: JSString?
        var filename: String?
        var sourceMap: JSString?
        var usesSourceMaps = true
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "code": code = try reader.string()
            case "filename": filename = try reader.string().description
            case "sourceMap": sourceMap = try reader.string()
            case "sourceMaps": usesSourceMaps = try reader.bool()
            default:
                throw Refusal(
                    description: "unknown member \(key.description.prefix(64)) of a script; code, filename, "
                        + "sourceMap and sourceMaps are known")
            }
        }
        guard let code else { throw Refusal(description: "the code of a script is missing") }
        return TemplateScript(
            code: code, filename: filename ?? Script.defaultFilename, sourceMap: sourceMap,
            usesSourceMaps: usesSourceMaps)
    }
}
