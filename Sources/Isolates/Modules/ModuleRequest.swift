/// One import of a module or a script.
public struct ModuleRequest: Sendable, Hashable {
    /// The specifier as written in the source: `./x.js`, `lodash`.
    public var specifier: String
    /// The id of the importing module, or the filename of the importing script.
    public var referrer: String
    /// The import attributes: `["type": "json"]` for `with { type: "json" }`.
    public var attributes: [String: String]

    /// Each parameter is described at its property; no attributes by default.
    public init(specifier: String, referrer: String, attributes: [String: String] = [:]) {
        self.specifier = specifier
        self.referrer = referrer
        self.attributes = attributes
    }

    /// The specifier resolved like a URL's path: a relative one against the referrer, any other as written.
    public var path: String { ModulePath.resolve(specifier, referrer: referrer) }
}
