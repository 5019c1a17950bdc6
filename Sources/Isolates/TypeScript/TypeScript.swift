import FoundationEssentials
import Wire

/// Makes JavaScript of TypeScript by the compiler that is installed. Types are stripped, and never checked.
///
/// The compiler runs in contexts of its own, each made from one warm template and used once. It is loaded with the
/// first source, which takes about a second.
///
/// ```swift
/// let typescript = TypeScript(in: supervisor)
/// let source = try await typescript.javaScript(of: code, filename: "price.ts")
/// try await supervisor.script(source.code, filename: "price.ts", sourceMap: source.sourceMap)
/// ```
public final class TypeScript: Sendable {
    /// JavaScript, and where it came from.
    public struct Source: Sendable {
        /// The JavaScript.
        public let code: String
        /// The text of its source map, which holds the TypeScript, too.
        public let sourceMap: String
        /// Whether the TypeScript imports or exports.
        public let isModule: Bool
    }

    /// Where Debian's `node-typescript` puts the compiler.
    public static let debianPath = "/usr/share/nodejs/typescript/lib/typescript.js"

    private static let variable = "ISOLATES_TYPESCRIPT"
    /// A compiler that takes longer for one source won't come to an end.
    private static let timeout = Duration.seconds(30)

    private let supervisor: Supervisor
    private let path: String?
    private let template = Once<Template>()

    /// - Parameters:
    ///   - path: the compiler, a file `typescript.js`, or the folder of the package `typescript`. By default what the
    ///     environment variable `ISOLATES_TYPESCRIPT` names, or else ``debianPath``.
    ///   - supervisor: runs the compiler; the shared one by default.
    public init(at path: String? = nil, in supervisor: Supervisor = .shared) {
        self.path = path
        self.supervisor = supervisor
    }

    /// Makes JavaScript of TypeScript.
    ///
    /// - Parameters:
    ///   - code: TypeScript.
    ///   - filename: what stacks call it: give the JavaScript that name, too. One that ends in `.tsx` may hold JSX,
    ///     which becomes calls of `React.createElement`.
    /// - Throws: `VMError`: `compilation` for what is no TypeScript, placed in it; `unavailable` with what to install
    ///   where there is no compiler, or where no worker can be had.
    public func javaScript(of code: String, filename: String) async throws(VMError) -> Source {
        let template = try await template.get(where: { $0.reasonOfDisposal == nil }) {
            [self] () async throws(VMError) in
            try await makeTemplate()
        }
        // It serves one run, so there is nothing to go back to.
        let context = try await template.createContext(
            ["code": Value(code), "filename": Value(filename)], recovery: .discard)
        defer { context.dispose() }
        let answer: Answer = try await supervisor.runInContext(
            "transpile(code, filename)", context, timeout: Self.timeout)
        if let fault = answer.fault { throw Self.error(fault, filename) }
        return Source(code: answer.code ?? "", sourceMap: answer.sourceMap ?? "", isModule: answer.isModule ?? false)
    }

    private func makeTemplate() async throws(VMError) -> Template {
        let compiler = supervisor.makeScript(
            JSString(try compilerSource()), filename: "typescript.js", isTransient: false)
        let setUp = supervisor.makeScript(
            JSString(String(decoding: PackageResources.transpile_js, as: UTF8.self)), filename: "transpile.js",
            isTransient: false)
        let warmUp = supervisor.makeScript(
            "transpile('export const n: number = 1; class A<T> { constructor(private t: T) {} }', 'a.ts'); 0",
            isTransient: false)
        return try await supervisor.createTemplate(
            [compiler, setUp], properties: .value(.object([:])), warmUp: [warmUp])
    }

    private func compilerSource() throws(VMError) -> String {
        let named = path ?? ProcessInfo.processInfo.environment[Self.variable]
        let place = named ?? Self.debianPath
        for file in [place, place + "/lib/typescript.js"] {
            if let text = try? String(contentsOfFile: file, encoding: .utf8) { return text }
        }
        throw VMError(
            unavailable: "TypeScript needs its compiler, which is not at \(place). Install it (Debian: apt-get install "
                + "node-typescript), or name another typescript.js in \(Self.variable)")
    }

    private struct Answer: Decodable {
        let code: String?
        let sourceMap: String?
        let isModule: Bool?
        let fault: Fault?
    }

    /// What is no TypeScript: what the compiler says, and where.
    struct Fault: Decodable {
        let message: String
        let line: Int
        let column: Int
        let text: String
    }

    private static func error(_ fault: Fault, _ filename: String) -> VMError {
        let exception = ScriptException(
            syntaxError: fault.message, filename: filename, line: fault.line, column: fault.column, text: fault.text)
        return VMError(exception: exception, isCompilation: true)
    }
}
