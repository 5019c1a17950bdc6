/// What a module or a script asks for when it imports something.
public struct ModuleRequest: Sendable, Hashable {
    /// As it stands in the source: `./x.js`, `lodash`.
    public var specifier: String
    /// The id of the module that has the import, or the filename of the script.
    public var referrer: String
    /// The import attributes: `["type": "json"]` for `with { type: "json" }`.
    public var attributes: [String: String]

    public init(specifier: String, referrer: String, attributes: [String: String] = [:]) {
        self.specifier = specifier
        self.referrer = referrer
        self.attributes = attributes
    }

    /// The id that the specifier means if it is taken as a URL's path is: relative ones beside the referrer, others as
    /// they stand.
    public var path: String { ModulePath.resolve(specifier, referrer: referrer) }
}
