import Foundation
import IsolatesMutation
import IsolatesTestSupport
import Testing

@testable import IsolatesRPC

/// Lines made wrong in many ways, as the server reads them: each is a message or is refused with one of JSON-RPC's own
/// codes.
@Suite(.timeLimit(.minutes(1))) struct LineMutationTests {
    private static let samples = [
        #"{"jsonrpc":"2.0","id":1,"method":"runInContext","params":{"context":"c1","code":"1","timeout":5}}"#,
        #"{"jsonrpc":"2.0","id":"a","method":"createContext","params":{"sandbox":{"a":[1,{"$type":"undefined"}]},"memoryLimit":1e9}}"#,
        #"{"jsonrpc":"2.0","id":7,"result":{"result":1}}"#,
        #"{"jsonrpc":"2.0","id":7,"error":{"code":1,"message":"m"}}"#,
    ].map { Array($0.utf8) }

    @Test func lines() {
        var mutator = Mutator(seed: 4, samples: Self.samples)
        for _ in 0..<20_000 {
            do throws(RPCError) {
                let message = try IncomingMessage(mutator.input())
                try message.validate()
                _ = try message.method()
                var parameters = try Parameters(of: message)
                _ = try parameters.take("context") { try $0.string() }
                _ = try parameters.take("timeout") { try $0.number() }
                _ = parameters.json("sandbox")
                try parameters.finish()
            } catch {
                #expect([-32_700, -32_600, -32_601, -32_602].contains(error.code), "\(error)")
            }
        }
    }

    /// Whatever stands in a stream, its lines come out as they stand between the line feeds.
    @Test func streams() throws {
        var mutator = Mutator(seed: 6, samples: Self.samples)
        var lines: [[UInt8]] = []
        while lines.count < 300 {
            lines += mutator.input().split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "isolates-\(UUID().uuidString)")
        try Data(lines.joined(separator: [10])).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forReadingFrom: file)
        var reader = LineReader(input: handle.fileDescriptor, output: 1)
        var found: [[UInt8]] = []
        while case .line(let line) = reader.next() { found.append(line) }
        if lines.last == [] { lines.removeLast() }
        #expect(found == lines)
    }
}
