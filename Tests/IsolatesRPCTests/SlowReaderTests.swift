import Foundation
import IsolatesTestSupport
import Testing

extension RPCTests {
    @Suite("A client that reads slowly, and one with many contexts", .timeLimit(.minutes(2)))
    struct SlowReaderTests {
        /// A program's output, read when the test says so.
        private final class Reader {
            let process: ProgramProcess
            private var lastID = 0
            private var rest: [UInt8] = []

            init(_ process: ProgramProcess) {
                self.process = process
            }

            @discardableResult
            func write(_ method: String, _ params: JSON = [:]) -> Int {
                lastID += 1
                let request: JSON = [
                    "jsonrpc": "2.0", "id": .number(Double(lastID)), "method": "\(method)", "params": params,
                ]
                process.write(request.bytes)
                return lastID
            }

            /// The messages of one read; none at the end.
            func read() throws -> [JSON] {
                while let bytes = process.readSome(), !bytes.isEmpty {
                    rest += bytes
                    let lines = rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                    guard lines.count > 1 else { continue }
                    rest = Array(lines.last!)
                    return try lines.dropLast().map { try JSON(Array($0)) }
                }
                return []
            }

            func read(_ count: Int) throws -> [JSON] {
                var messages: [JSON] = []
                while messages.count < count {
                    let more = try read()
                    if more.isEmpty { break }
                    messages += more
                }
                return messages
            }

            /// New contexts.
            func contexts(_ count: Int) throws -> [JSON] {
                for _ in 0..<count { write("createContext") }
                return try read(count).compactMap { $0["result"]?["context"] }
            }
        }

        /// Results of 1 MB and console entries of 1 kB, more than any pipe holds, while nobody reads; then a little at
        /// a time.
        @Test func `nothing is lost, and nothing piles up`() async throws {
            let reader = Reader(try ProgramProcess("rpc"))
            let contexts = try reader.contexts(2)
            let code: JSON = "for (let i = 0; i < 1000; i++) console.log(i, 'x'.repeat(1000)); 'r'.repeat(1e6)"
            let runs = (0..<10).map { reader.write("runInContext", ["context": contexts[$0 % 2], "code": code]) }
            try await Task.sleep(for: .milliseconds(300))
            let before = reader.process.residentBytes
            try await Task.sleep(for: .milliseconds(700))
            #expect(reader.process.residentBytes - before < 64 << 20)
            var answered: [Int] = []
            var entries: [JSON: [Int]] = [:]
            while answered.count < runs.count {
                let messages = try reader.read()
                try #require(!messages.isEmpty)
                for message in messages {
                    if let id = message["id"]?.int {
                        answered.append(id)
                        #expect(message["result"]?["result"]?.string?.utf8.count == 1_000_000)
                    } else {
                        let params = try #require(message["params"])
                        entries[try #require(params["context"]), default: []].append(
                            try #require(params["args"]?.array?.first?.int))
                    }
                }
                if answered.count < 4 { try await Task.sleep(for: .milliseconds(1)) }
            }
            #expect(answered.sorted() == runs, "each is answered once")
            let inOrder = Array(repeating: Array(0..<1000), count: 5).flatMap { $0 }
            #expect(entries == [contexts[0]: inOrder, contexts[1]: inOrder])
            reader.process.closeInput()
            #expect(await reader.process.status == 0)
        }

        @Test func `answers that nobody reads keep further requests waiting`() async throws {
            let reader = Reader(try ProgramProcess("rpc"))
            #expect(try reader.contexts(1).count == 1)
            let before = reader.process.residentBytes
            let count = 400
            // An answer has the id of its request.
            let id = String(repeating: "i", count: 1_000_000)
            for _ in 0..<count { reader.process.write(Array(#"{"jsonrpc":"2.0","id":"\#(id)","method":"none"}"#.utf8)) }
            var (size, last) = (reader.process.residentBytes, 0)
            while size > last {
                try await Task.sleep(for: .seconds(1))
                (size, last) = (reader.process.residentBytes, size)
            }
            #expect(size - before < 300 << 20, "of 400 MB")
            var answers = 0
            while answers < count, let bytes = reader.process.readSome(), !bytes.isEmpty {
                answers += bytes.count { $0 == UInt8(ascii: "\n") }
            }
            #expect(answers == count)
            reader.process.closeInput()
            #expect(await reader.process.status == 0)
        }

        /// Many shells allow a process 1,024 descriptors, unless it asks for more.
        @Test func `has as many contexts as the hard limit on descriptors allows`() async throws {
            let reader = Reader(try ProgramProcess(shell: "ulimit -Sn 256; exec \"$0\" rpc"))
            let contexts = try reader.contexts(100)
            #expect(contexts.count == 100)
            for (number, context) in contexts.enumerated() {
                reader.write("runInContext", ["context": context, "code": "\(number)"])
            }
            let results = try reader.read(100).compactMap { $0["result"]?["result"]?.int }
            #expect(results.sorted() == Array(0..<100))
            reader.process.closeInput()
            #expect(await reader.process.status == 0)
        }
    }
}
