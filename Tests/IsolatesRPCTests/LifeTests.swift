import Foundation
import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("The connection's end, and its size", .timeLimit(.minutes(2)))
    struct LifeTests {
        @Test func `at the end of input every run is killed and answered`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let run = client.start("for (;;);", in: context)
                try await Task.sleep(for: .milliseconds(50))
                client.process.closeInput()
                #expect(try await run.failure().code == 8)
                #expect(await client.process.status == 0)
            }
        }

        @Test(arguments: ["for (;;);", "for (;;) console.log('x'.repeat(1000))", "for (;;) f()"])
        func `nothing outlives a client that disappears`(code: String) async throws {
            let process = try ProgramProcess("rpc")
            let create: JSON = [
                "jsonrpc": "2.0", "id": 1, "method": "createContext", "params": ["sandbox": ["f": .function("f")]],
            ]
            process.write(create.bytes)
            _ = process.readSome()
            let run: JSON = [
                "jsonrpc": "2.0", "id": 2, "method": "runInContext", "params": ["context": "c1", "code": "\(code)"],
            ]
            process.write(run.bytes)
            try await Task.sleep(for: .milliseconds(100))
            let others = process.descendants
            #expect(!others.isEmpty)
            process.closeOutput()
            #expect(await process.status == 0)
            #expect(others.filter(ProgramProcess.isAlive).isEmpty)
        }

        @Test func `a flood that nobody reads grows nothing, and the end still comes`() async throws {
            let process = try ProgramProcess("rpc")
            let create: JSON = ["jsonrpc": "2.0", "id": 1, "method": "createContext"]
            process.write(create.bytes)
            _ = process.readSome()
            let params: JSON = ["context": "c1", "code": "for (;;) console.log('x'.repeat(1000))"]
            let run: JSON = ["jsonrpc": "2.0", "id": 2, "method": "runInContext", "params": params]
            process.write(run.bytes)
            try await Task.sleep(for: .milliseconds(500))
            let before = process.residentBytes
            try await Task.sleep(for: .milliseconds(1_000))
            #expect(process.residentBytes - before < 8 << 20)
            let others = process.descendants
            process.closeInput()
            #expect(await process.status == 0)
            #expect(others.filter(ProgramProcess.isAlive).isEmpty)
        }

        @Test func `streams that can't be used are errors`() async throws {
            let request = #"{"jsonrpc":"2.0","id":1,"method":"stats"}"#
            for (command, status, reason) in [
                (
                    "echo '\(request)' | \"$0\" rpc 2>&1 >/dev/full", 74 as Int32,
                    "output can't be written: No space left"
                ),
                ("\"$0\" rpc 2>&1 <.", 66, "input can't be read: Is a directory"),
            ] {
                let process = try ProgramProcess(shell: command)
                let text = String(decoding: process.readSome() ?? [], as: UTF8.self)
                #expect(text.hasPrefix("Error: standard \(reason)"), "\(text)")
                #expect(await process.status == status)
            }
        }

        @Test func `SIGQUIT ends the program`() async throws {
            let process = try ProgramProcess(shell: "(sleep 1; kill -QUIT $$) & exec \"$0\" rpc")
            #expect(await process.status == 128 + SIGQUIT)
        }

        @Test func `lines of 50 MB go both ways`() async throws {
            try await RPCClient.run { client in
                let context = try await client.context()
                let text = JSON.string(.init(String(repeating: "x", count: 50_000_000)))
                try await client.call("setSandbox", ["context": "\(context)", "assign": ["text": text]])
                #expect(try await client.run("text.length", in: context) == 50_000_000)
                #expect(try await client.run("text", in: context).string?.utf8.count == 50_000_000)
            }
        }
    }
}
