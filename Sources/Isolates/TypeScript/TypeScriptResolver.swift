/// Finds what another resolver finds, and makes JavaScript of the TypeScript among it.
private struct TypeScriptResolver<Other: ModuleResolver>: ModuleResolver {
    let typescript: TypeScript
    let other: Other

    func resolve(_ request: ModuleRequest) async throws -> ModuleSource {
        let found = try await find(request)
        guard TypeScript.isName(found.id), case .text(let text, .javascript, let meta, _) = found.content else {
            return found
        }
        do throws(VMError) {
            let source = try await typescript.javaScript(of: text, filename: found.id)
            return ModuleSource(id: found.id, source: source.code, meta: meta, sourceMap: source.sourceMap)
        } catch {
            guard let exception = error.exception else { throw error }
            let place = "\(exception.filename ?? found.id):\(exception.line ?? 0):\(exception.column ?? 0)"
            throw ThrownValue(
                .error(
                    Value.ErrorObject(
                        name: "SyntaxError", message: exception.message ?? "",
                        stack: "\(exception.stack ?? "")\n    at \(place)")))
        }
    }

    /// The module of that name, or else the first one that TypeScript takes for it.
    private func find(_ request: ModuleRequest) async throws -> ModuleSource {
        do { return try await other.resolve(request) } catch let error as ModuleNotFound {
            for name in TypeScript.otherNames(for: request) {
                var request = request
                request.specifier = name
                do { return try await other.resolve(request) } catch is ModuleNotFound {}
            }
            throw error
        }
    }
}

extension TypeScriptResolver: PathResolver where Other: PathResolver {}

extension TypeScript {
    /// A resolver that finds what another one finds. Modules of JavaScript whose id ends in `.ts`, `.mts`, `.cts` or
    /// `.tsx` are TypeScript.
    ///
    /// Where the other one finds nothing, files are looked for as the compiler does (`moduleResolution: "bundler"`):
    /// `x.ts` or `x.tsx` for `x.js`, `x.mts` for `x.mjs`, `x.cts` for `x.cjs`, `x.tsx` for `x.jsx`; and what
    /// TypeScript imports as `./x` may be `x.ts`, `x.tsx`, `x.js`, or in the folder `x` one of these that is named
    /// `index`.
    public func resolver(_ other: some ModuleResolver) -> some ModuleResolver {
        TypeScriptResolver(typescript: self, other: other)
    }

    /// Whether a file or module of that name is TypeScript.
    package static func isName(_ name: String) -> Bool {
        [".ts", ".mts", ".cts", ".tsx"].contains { name.hasSuffix($0) }
    }

    /// What a specifier may mean besides what it says, the first that there is.
    fileprivate static func otherNames(for request: ModuleRequest) -> [String] {
        let name = request.specifier
        var names: [String] = []
        for (ending, others) in Self.endingsOfSources where name.hasSuffix(ending) {
            names += others.map { name.dropLast(ending.count) + $0 }
        }
        guard isName(request.referrer), ModulePath.isRelative(name) else { return names }
        let isFolder = ["/", "/.", "/.."].contains { name.hasSuffix($0) } || name == "." || name == ".."
        if !isFolder { names += Self.impliedEndings.map { name + $0 } }
        let folder = name.hasSuffix("/") ? name : name + "/"
        return names + Self.impliedEndings.map { "\(folder)index\($0)" }
    }

    private static let endingsOfSources = [
        (".js", [".ts", ".tsx"]), (".mjs", [".mts"]), (".cjs", [".cts"]), (".jsx", [".tsx"]),
    ]
    private static let impliedEndings = [".ts", ".tsx", ".js"]
}
