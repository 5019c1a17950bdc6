import Isolates
import Measuring

/// How long after its deadline the error of a run is there.
final class DeadlineRows: RowGroup {
    static let title = "From the deadline to the error"
    static let slug = "deadlines"
    static let names = codes.map(\.name)
    private static let codes = [
        (name: "deadline of an endless loop", code: "while (true);"),
        (name: "deadline of a growing array", code: "{ const a = []; for (;;) a.push(a) }"),
    ]
    private static let milliseconds = 20
    private static let count = 10

    private let rpc: RPC
    private let node: JobProcess
    private let floor = Floor(.deadline)
    private let supervisor = Supervisor()
    private(set) var rows: [Row] = []

    init(_ programs: Programs) async throws {
        rpc = try RPC(programs)
        node = try programs.nodeJobs("peers.js")
        let context = try await supervisor.createContext(["count": 0])
        let other = try rpc.makeContext(recovery: "rollback")
        for (name, code) in Self.codes {
            rows.append(
                Row(
                    name: name, title: "\(name), 20 ms: `\(code)`, awaited from Swift",
                    ours: fromSwift(code, context),
                    peers: [
                        Contestant("a timer and a kill of a bare process") { [floor] in floor.measure(Self.count) },
                        overRPC(code, other),
                        inNode(code),
                    ]))
        }
    }

    func end() async {
        rpc.end()
        node.end()
        await supervisor.shutdown()
    }

    /// The context has been used before each time, so that it is there when the run begins.
    private func fromSwift(_ code: String, _ context: Context) -> Contestant {
        Contestant("isolates, from Swift", times: Self.count) { [supervisor] in
            _ = try await supervisor.runInContext("count", context)
        } _: { [supervisor] () async throws -> VMError.Code? in
            do {
                _ = try await supervisor.runInContext(code, context, timeout: .milliseconds(Self.milliseconds))
                return nil
            } catch let error as VMError {
                return error.code
            }
        } check: {
            guard $0 == .timeout else { throw WrongAnswer("\($0, default: "a result")", expected: "a timeout") }
        }.past(milliseconds: Self.milliseconds)
    }

    private func overRPC(_ code: String, _ context: String) -> Contestant {
        let line = RPC.line(
            "runInContext", #""context":"\#(context)","code":"\#(code)","timeout":\#(Self.milliseconds)"#)
        return Contestant("isolates rpc", times: Self.count) { [rpc] in
            try RPC.expect(rpc.ask(RPC.run("count", in: context)), gives: #"{"result":0}"#)
        } _: { [rpc] in
            rpc.ask(line)
        } check: {
            let answer = String(decoding: $0, as: UTF8.self)
            guard answer.contains(#""kind":"timeout""#) else { throw WrongAnswer(answer, expected: "a timeout") }
        }.past(milliseconds: Self.milliseconds)
    }

    private func inNode(_ code: String) -> Contestant {
        node.contestant(
            "Node's vm with a timeout", "vm, timeout", ["code": code], numbers: ["timeout": Self.milliseconds],
            times: Self.count
        ).past(milliseconds: Self.milliseconds)
    }
}

extension Contestant {
    /// The same, without the time before the deadline.
    fileprivate func past(milliseconds: Int) -> Contestant {
        let deadline = UInt64(milliseconds) * 1_000_000
        return Contestant(title, absence: absence) { [self] in
            Samples(try await samples().nanoseconds.map { $0 < deadline ? 0 : $0 - deadline })
        }
    }
}
