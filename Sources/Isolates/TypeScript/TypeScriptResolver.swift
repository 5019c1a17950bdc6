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

    /// TypeScript imports by the name that the JavaScript would have.
    private func find(_ request: ModuleRequest) async throws -> ModuleSource {
        do { return try await other.resolve(request) } catch let error as ModuleNotFound {
            guard let name = TypeScript.name(ofJavaScript: request.specifier) else { throw error }
            var request = request
            request.specifier = name
            return try await other.resolve(request)
        }
    }
}

extension TypeScriptResolver: PathResolver where Other: PathResolver {}

extension TypeScript {
    /// A resolver that finds what another one finds. Modules of JavaScript whose id ends in `.ts`, `.mts` or `.tsx` are
    /// TypeScript; and where there is no `x.js` or `x.mjs`, `x.ts` or `x.mts` is taken, as the compiler does.
    public func resolver(_ other: some ModuleResolver) -> some ModuleResolver {
        TypeScriptResolver(typescript: self, other: other)
    }

    /// Whether a file or module of that name is TypeScript.
    package static func isName(_ name: String) -> Bool {
        [".ts", ".mts", ".cts", ".tsx"].contains { name.hasSuffix($0) }
    }

    fileprivate static func name(ofJavaScript name: String) -> String? {
        for (ending, other) in [(".mjs", ".mts"), (".js", ".ts")] where name.hasSuffix(ending) {
            return name.dropLast(ending.count) + other
        }
        return nil
    }
}
