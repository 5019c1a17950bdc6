import Foundation
import Isolates

/// The contexts and templates that the measurements use.
struct Scene: Sendable {
    let supervisor: Supervisor
    let script: Script
    let garbage: Script
    private let endless: Script
    /// A context with `Recovery.discard`: a run costs nothing extra.
    let context: Context
    /// A context with `Recovery.rollback`.
    let kept: Context
    /// The same with a heap of 20 MB.
    let large: Context
    /// The same as `kept`, of a supervisor whose runs take a fork each.
    let forked: Context
    private let lodash: Template?
    private let typeScript: Template?

    /// - Parameter forking: a supervisor whose runs take a fork each.
    init(_ methods: [Method], _ supervisor: Supervisor, forking: Supervisor) async throws {
        self.supervisor = supervisor
        forked = try await forking.createContext(["count": 0])
        script = try await supervisor.script("count += 1")
        garbage = try await supervisor.script("{ const a = []; for (let i = 0; i < 1e5; i++) a.push({ i }); a.length }")
        endless = try await supervisor.script("for (;;) count += 1")
        context = try await supervisor.createContext(["count": 0], recovery: .discard)
        kept = try await supervisor.createContext(["count": 0])
        large = try await supervisor.createContext(["count": 0])
        if methods.contains(.runAtOnceLarge) || methods.contains(.runAfterRestLarge) {
            try await supervisor.runInContext(
                "const held = Array.from({ length: 2e5 }, (_, i) => ({ i, list: [i] }))", large)
        }
        lodash =
            methods.contains(.lodash)
            ? try await Self.template(
                "lodash/lodash.js", "_.groupBy(_.sortBy([3, 1, 2]), String)", times: 100, supervisor) : nil
        typeScript =
            methods.contains(.typeScript)
            ? try await Self.template(
                "typescript/lib/typescript.js",
                "ts.transpile(`\(Self.sample)`)", times: 200, supervisor)
            : nil
    }

    /// TypeScript with many kinds of syntax, because the engine must compile code that the template's set-up did not
    /// use in each context.
    private static let sample = """
        import { a, type B } from "m"; export default interface I<T extends object = {}> { readonly x?: T; [k: string]: unknown }
        export enum D { A = 1, B } type U = "a" | keyof I<any>; abstract class C<T> extends a.Base implements I<{}> {
        constructor(private n: number) { super() } get v(): number { return this.n! } static async *g() { yield await 1 } }
        export const g = async <T,>(x: T, ...rest: U[]): Promise<T> => { for (const [k, v] of rest.entries()) { if (k > 1) break }
        try { return x as T } catch { throw x } }; enum L { Low, High } export const name = (level: L): string => L[level];
        namespace N { export let z = D[1] } function f(this: C<any>, o = { ...a }) { return o?.b ?? 1 }
        """

    /// A template with a library of Debian's package node-lodash or node-typescript.
    private static func template(_ path: String, _ use: String, times: Int, _ supervisor: Supervisor) async throws
        -> Template
    {
        let source = try String(contentsOfFile: "/usr/share/nodejs/" + path, encoding: .utf8)
        let scripts = [
            try await supervisor.script(source),
            try await supervisor.script("for (let i = 0; i < \(times); i++) \(use)"),
        ]
        return try await supervisor.createTemplate(
            scripts, warmUp: try await supervisor.script("for (let i = 0; i < 2; i++) \(use)"))
    }

    func beKilled() async throws {
        try await script.runInContext(kept)
        do { try await endless.runInContext(kept, timeout: .milliseconds(5)) } catch {
            guard error.isRolledBack else { throw error }
        }
    }

    func fork() async throws -> Value {
        _ = try await kept.fork()
        return .undefined
    }

    func useLodash() async throws -> Value {
        let context = try await lodash!.createContext(["list": [3, 1, 2]])
        return try await supervisor.runInContext("_.groupBy(_.sortBy(list), n => n % 2)", context)
    }

    func transpile() async throws -> Value {
        let context = try await typeScript!.createContext([
            "source": "enum E { A, B }; export const f = (e: E): string => E[e];"
        ])
        return try await supervisor.runInContext("ts.transpile(source)", context)
    }
}
