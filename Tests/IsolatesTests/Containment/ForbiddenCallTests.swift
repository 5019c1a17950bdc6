#if TESTABLE_WORKER
    import Foundation
    import Isolates
    import Testing

    /// System calls made from inside of a worker, as by code that has taken it over. Each has to fail, and to leave
    /// others alone.
    @Suite(.timeLimit(.minutes(1))) struct ForbiddenCallTests {
        @Test func eachFails() async throws {
            try await check(ForbiddenCall.everywhere, CodeGeneration())
        }

        /// The tighter list, too: nothing more is left, and no threads.
        @Test func eachFailsWithoutWebAssembly() async throws {
            try await check(ForbiddenCall.everywhere + ForbiddenCall.threads, CodeGeneration(wasm: false))
        }

        /// A worker with a log of its pages hears of its own first writes, and gets no more by that.
        @Test func eachFailsWithALog() async throws {
            try await check(ForbiddenCall.pageFaults, CodeGeneration(), ["undo-log"])
        }

        @Test func aLogTakesOneCall() async throws {
            try await withSupervisor(.exposingSystemCalls(arguments: ["undo-log"])) { supervisor in
                let context = try await supervisor.createContext()
                let call = "systemCall('userfaultfd', 1 | 0o2000000)"
                #expect(try await supervisor.runInContext(call, context, as: Int.self) > 2)
            }
        }

        /// The function itself works: a call that is allowed succeeds.
        @Test func whatIsAllowedSucceeds() async throws {
            try await withSupervisor(.exposingSystemCalls()) { supervisor in
                let context = try await supervisor.createContext()
                #expect(try await supervisor.runInContext("systemCall('getpid')", context, as: Int.self) > 1)
                #expect(
                    try await supervisor.runInContext(
                        "systemCall('getrandom', new Uint8Array(8), 8, 0)", context, as: Int.self) == 8)
                #expect(
                    try await supervisor.runInContext(
                        "systemCall('mmap', 0, 4096, 3, 0x22, -1, 0)", context, as: Int.self) > 4_096)
            }
        }

        @Test func theErrorSaysWhatHappened() async throws {
            try await withSupervisor(.exposingSystemCalls()) { supervisor in
                let error = try await failure { try await supervisor.runInNewContext("systemCall('socket', 2, 1, 0)") }
                #expect(error.code == .crashed)
                #expect(
                    error.message
                        == "the worker died by itself, by signal 31, for a system call that no worker may make")
            }
        }

        /// Release builds, and every supervisor that is not a test's.
        @Test func nobodyElseHasTheFunction() async throws {
            try await withSupervisor { supervisor in
                let kind = try await supervisor.runInNewContext("typeof systemCall", as: String.self)
                #expect(kind == "undefined")
            }
        }

        private enum Outcome: Equatable {
            /// With an error, or by the end of the worker.
            case failed
            case succeeded(Double)
            case other(String)
        }

        private func outcome(of call: ForbiddenCall, in context: Context, of supervisor: Supervisor) async -> Outcome {
            do throws(VMError) {
                let result = try await supervisor.runInContext(call.script, context, as: Double.self)
                return result < 0 ? .failed : .succeeded(result)
            } catch {
                return error.code == .crashed && error.signal == Int(SIGSYS) ? .failed : .other("\(error)")
            }
        }

        private func check(
            _ calls: [ForbiddenCall], _ codeGeneration: CodeGeneration, _ arguments: [String] = []
        ) async throws {
            try await withSupervisor(.exposingSystemCalls(arguments: arguments)) { supervisor in
                let bystander = try await supervisor.createContext(["n": 0])
                for (index, call) in calls.enumerated() {
                    let context = try await supervisor.createContext(contextCodeGeneration: codeGeneration)
                    #expect(await outcome(of: call, in: context, of: supervisor) == .failed, "\(call.testDescription)")
                    context.dispose()
                    #expect(try await supervisor.runInContext("n += 1", bystander, as: Int.self) == index + 1)
                }
            }
        }
    }

    extension Supervisor.Configuration {
        /// Scripts get the function `systemCall`, and the layers named are left out.
        static func exposingSystemCalls(without layers: ContainmentLayer..., arguments: [String] = []) -> Self {
            var configuration = Self()
            configuration.workerArguments =
                ["expose-system-calls"] + layers.map { "without-\($0.rawValue)" } + arguments
            return configuration
        }
    }
#endif
