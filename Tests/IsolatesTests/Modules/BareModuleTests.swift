import Testing

@testable import Isolates

/// Modules where nothing says how they find others, and the keys of maps.
@Suite(.timeLimit(.minutes(1))) struct BareModuleTests {
    private let module = RunOptions(type: .module)

    @Test func aModuleRunsInANewContext() async throws {
        try await withSupervisor { supervisor in
            let exports = try await supervisor.runInNewContext("export const x = await 1;", options: module)
            #expect(exports["x"] == 1)
            let error = try await vmError {
                try await supervisor.runInNewContext(#"import "y";"#, options: module, filename: "x.js")
            }
            #expect(error.exception?.message == "Cannot find module 'y' imported from 'x.js'")
            #expect(error.exception?.value.error?.properties["code"] == "ERR_MODULE_NOT_FOUND")
        }
    }

    @Test func aModuleRunsInThisContext() async throws {
        try await withSupervisor { supervisor in
            let exports = try await supervisor.runInThisContext(
                "globalThis.y = 2; export const x = 1;", options: module)
            #expect(exports["x"] == 1)
            #expect(try await supervisor.runInThisContext("y") == 2)
        }
    }

    @Test func aContextWithoutModulesSaysWhatItLacks() async throws {
        try await withSupervisor { supervisor in
            #expect(try await supervisor.runInThisContext("1") == 1)
            let error = try await vmError { try await supervisor.runInThisContext("export {}", options: module) }
            #expect(error.exception?.message?.contains("an empty map is enough") == true)
        }
    }

    @Test(arguments: ["./a.js", "a.js", "././a.js"])
    func aKeyMayBeRelative(_ key: String) async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map([key: "export const u = import.meta.url;"]))
            let exports = try await supervisor.runInContext(
                #"export { u } from "./a.js";"#, context, type: .module, filename: "main.js")
            #expect(exports["u"] == "a.js")
        }
    }

    @Test func theKeyThatIsWrittenSoGoesBefore() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(
                modules: .map(["./a.js": "export const u = 1;", "a.js": "export const u = 2;"]))
            let exports = try await supervisor.runInContext(
                #"export { u } from "./a.js";"#, context, type: .module, filename: "main.js")
            #expect(exports["u"] == 2)
        }
    }

    @Test func aForkHasTheResolversOfItsScripts() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext(modules: .map([:] as [String: String]))
            let script = try await supervisor.script(
                "globalThis.load = () => import('own').then(own => own.default); 0", filename: "loads.js",
                importModuleDynamically: .resolver(.map(["own": "export default 5;"])))
            try await script.runInContext(context)
            let fork = try await context.fork()
            #expect(try await supervisor.runInContext("load()", fork, awaitPromise: true) == 5)
        }
    }
}
