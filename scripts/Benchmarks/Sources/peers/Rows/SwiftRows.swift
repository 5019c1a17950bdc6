import Foundation
import Isolates
import Measuring

/// What a program in Swift awaits.
final class SwiftRows: RowGroup {
    static let title = "Awaited from Swift"
    static let slug = "swift"
    static let names = [
        "run from Swift", "run from the main actor", "new context from Swift", "ready context from Swift",
        "fork from Swift", "1 MB as Codable",
    ]
    private static let runs = 500

    private let supervisor = Supervisor()
    private let pingPong = Floor(.pingPong)
    private let bareFork = Floor(.fork)
    private let cat: LineProcess
    private(set) var rows: [Row] = []

    init(_ programs: Programs) async throws {
        cat = try LineProcess([programs.cat])
        try await addRuns()
        try await addContexts()
        try await addRecords()
    }

    func end() async {
        cat.end()
        await supervisor.shutdown()
    }

    private func addRuns() async throws {
        let script = try await supervisor.script("count += 1")
        let (context, other) = try await (
            supervisor.createContext(["count": 0], recovery: .discard),
            supervisor.createContext(["count": 0], recovery: .discard)
        )
        let counting = Counting()
        let run = Contestant("isolates", times: Self.runs) {
            try await script.runInContext(context, as: Int.self)
        } check: {
            try counting.check($0)
        }
        let floor = Contestant("a ping-pong of two bare processes") { [pingPong] in pingPong.measure(Self.runs) }
        rows.append(
            Row(
                name: "run from Swift", title: "count += 1, precompiled (recovery: discard)", ours: run, peers: [floor])
        )
        var rounds = 0
        rows.append(
            Row(
                name: "run from the main actor", title: "count += 1, precompiled, awaited on the main actor",
                ours: Contestant("isolates") {
                    let samples = try await timesOnMainActor(Self.runs) {
                        _ = try await script.runInContext(other, as: Int.self)
                    }
                    rounds += 1
                    try expect(await other.get("count", as: Int.self), is: rounds * Self.runs)
                    return samples
                },
                peers: [
                    Contestant("the same, awaited elsewhere", times: Self.runs) {
                        try await script.runInContext(context, as: Int.self)
                    } check: {
                        try counting.check($0)
                    },
                    Contestant("a ping-pong of two bare processes") { [pingPong] in pingPong.measure(Self.runs) },
                ]))
    }

    private func addContexts() async throws {
        func newContexts(rest: Duration) -> Contestant {
            Contestant("isolates", times: 20) {
                if rest > .zero { try await Task.sleep(for: rest) }
            } _: { [supervisor] in
                try await supervisor.runInNewContext("1+1", as: Int.self)
            } check: {
                try expect($0, is: 2)
            }
        }
        let original = try await supervisor.createContext(["count": 1], recovery: .discard)
        rows += [
            Row(
                name: "new context from Swift", title: "runInNewContext of 1+1, back to back",
                ours: newContexts(rest: .zero), peers: [bareFork.contestant()]),
            Row(
                name: "ready context from Swift",
                title: "runInNewContext of 1+1, each 20 ms later: a worker was forked ahead",
                ours: newContexts(rest: .milliseconds(20)), peers: [bareFork.contestant()]),
            Row(
                name: "fork from Swift", title: "context.fork() of a small context, each 3 ms later",
                ours: Contestant("isolates", times: 20) {
                    try await Task.sleep(for: .milliseconds(3))
                } _: {
                    try await original.fork()
                } check: { copy in
                    try expect(await copy.get("count", as: Int.self), is: 1)
                    copy.dispose()
                }, peers: [bareFork.contestant()]),
        ]
    }

    private func addRecords() async throws {
        let count = 5_500
        let json = Records.json(count)
        let data = Data(json.utf8)
        let line = Array(json.utf8) + [UInt8(ascii: "\n")]
        let context = try await supervisor.createContext(recovery: .discard)
        try await context.set("data", to: JSONDecoder().decode([Record].self, from: data))
        func check(_ records: [Record]) throws {
            try expect(records.count, is: count)
            try expect(records.last!.address.street, is: "\(count - 1) Main St")
        }
        rows.append(
            Row(
                name: "1 MB as Codable", title: "1 MB of objects, read into a Codable type",
                ours: Contestant("isolates", times: 3) { [supervisor] in
                    try await supervisor.runInContext("data", context, as: [Record].self)
                } check: {
                    try check($0)
                },
                peers: [
                    Contestant("Foundation's JSONDecoder, the same text", times: 3) {
                        try JSONDecoder().decode([Record].self, from: data)
                    } check: {
                        try check($0)
                    },
                    Contestant("cat, as many bytes, then JSONDecoder", times: 3) { [cat] in
                        try JSONDecoder().decode([Record].self, from: Data(cat.answer(to: line)))
                    } check: {
                        try check($0)
                    },
                ]))
    }
}

@MainActor
private func timesOnMainActor(_ count: Int, _ body: @MainActor () async throws -> Void) async throws -> Samples {
    var samples = Samples()
    for _ in 0..<count {
        let start = now()
        try await body()
        samples.append(now() - start)
    }
    return samples
}
