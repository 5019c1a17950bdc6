import Isolates
import Measuring

/// Measures every method in each round, in turn, so that other load on the machine affects all of them.
struct Bench: Sendable {
    private(set) var results: [Method: Result] = [:]
    private var zygoteSize = "unknown"
    private var floorSize = "unknown"

    /// The results of one method.
    struct Result: Sendable {
        var all = Samples()
        /// The median of each round, and below, the first decile of each round.
        var medians: [Double] = []
        var tenths: [Double] = []
    }

    init(_ methods: [Method], rounds: Int, supervisor: Supervisor, forking: Supervisor) async throws {
        let floors = Floors()
        let scene = try await Scene(methods, supervisor, forking: forking)
        // The first round is not counted: libraries are loaded, and code and branch predictors warm up.
        for round in 0...rounds {
            for index in methods.indices {
                let method = methods[(index + round) % methods.count]
                let samples = try await measure(method, floors, scene)
                guard round > 0 else { continue }
                results[method, default: Result()].all.append(contentsOf: samples)
                results[method, default: Result()].medians.append(samples.median)
                results[method, default: Result()].tenths.append(samples.quantile(0.1))
            }
        }
        if let size = ProcessSize.ofZygote() { zygoteSize = "\(size)" }
        if let size = ProcessSize(of: floors.fork.pid) { floorSize = "\(size)" }
    }

    private func measure(
        _ method: Method, _ floors: Floors, _ scene: Scene
    ) async throws -> Samples {
        let (supervisor, context, script) = (scene.supervisor, scene.context, scene.script)
        return switch method {
        case .pingPong: floors.pingPong.measure(method.count)
        case .pingPongRun: floors.pingPongRun.measure(method.count)
        case .run: try await times(method.count) { try await script.runInContext(context) }
        case .runOnMainActor: try await timesOnMainActor(method.count) { try await script.runInContext(context) }
        case .runWithTimeout:
            try await times(method.count) { try await script.runInContext(context, timeout: .seconds(1)) }
        case .fork: floors.fork.measure(method.count)
        case .forkRun: floors.forkRun.measure(method.count)
        case .newContext: try await times(method.count) { try await supervisor.runInNewContext("1+1") }
        case .readyContext:
            try await times(method.count, rest: .milliseconds(20)) { try await supervisor.runInNewContext("1+1") }
        case .runAtOnce: try await times(method.count) { try await script.runInContext(scene.kept) }
        case .runAfterRest:
            try await times(method.count, rest: .milliseconds(3)) { try await script.runInContext(scene.kept) }
        case .runAtOnceLarge: try await times(method.count) { try await script.runInContext(scene.large) }
        case .runAfterRestLarge:
            try await times(method.count, rest: .milliseconds(20)) { try await script.runInContext(scene.large) }
        case .newText: try await newTexts(method.count, scene.context, scene)
        case .newTextKept: try await newTexts(method.count, scene.kept, scene)
        case .manyPages: try await times(method.count) { try await scene.garbage.runInContext(context) }
        case .manyPagesKept: try await times(method.count) { try await scene.garbage.runInContext(scene.kept) }
        case .runAtOnceForked: try await times(method.count) { try await script.runInContext(scene.forked) }
        case .manyPagesForked: try await times(method.count) { try await scene.garbage.runInContext(scene.forked) }
        case .rollback:
            try await times(method.count, before: { try await scene.beKilled() }) {
                try await script.runInContext(scene.kept)
            }
        case .contextFork: try await times(method.count, rest: .milliseconds(3)) { try await scene.fork() }
        case .lodash: try await times(method.count, rest: .milliseconds(200)) { try await scene.useLodash() }
        case .typeScript: try await times(method.count, rest: .milliseconds(400)) { try await scene.transpile() }
        }
    }

    private func newTexts(_ count: Int, _ context: Context, _ scene: Scene) async throws -> Samples {
        var texts = (0..<count).map { _ in "count += 1; \(Int.random(in: 0 ..< .max))" }.makeIterator()
        return try await times(count) { try await scene.supervisor.runInContext(texts.next()!, context) }
    }

    /// - Parameters:
    ///   - rest: the pause before each call; it is not measured.
    ///   - before: the preparation of each call; it is not measured.
    private func times(
        _ count: Int, rest: Duration = .zero, before: () async throws -> Void = {},
        _ body: () async throws -> Value
    ) async throws -> Samples {
        var samples = Samples()
        for _ in 0..<count {
            if rest > .zero { try await Task.sleep(for: rest) }
            try await before()
            let start = now()
            _ = try await body()
            samples.append(now() - start)
        }
        return samples
    }

    @MainActor
    private func timesOnMainActor(_ count: Int, _ body: @MainActor () async throws -> Value) async throws -> Samples {
        var samples = Samples()
        for _ in 0..<count {
            let start = now()
            _ = try await body()
            samples.append(now() - start)
        }
        return samples
    }

    var report: String {
        var table = Table("µs", "samples", "p10", "median", "p99", "× floor", "p10 × floor")
        for method in Method.allCases {
            guard let result = results[method] else { continue }
            table.add(
                method.title, "\(result.all.count)", microseconds(result.all.quantile(0.1)),
                microseconds(result.all.median),
                microseconds(result.all.quantile(0.99)), ratio(method, \.medians), ratio(method, \.tenths))
        }
        return """
            \(table.text)
            × floor: the median over the rounds of (the method's median ÷ its floor's median in that round). p10 × floor: the same
            of the times that a tenth was faster than, which other work on the machine disturbs least.
            The zygote: \(zygoteSize). The floor's process: \(floorSize).
            \(priceOfUndo)
            """
    }

    /// What undo costs, by the same ratios.
    private var priceOfUndo: String {
        var table = Table("what undo costs", "of the median", "of the p10", "aim")
        for method in Method.allCases {
            guard results[method] != nil, let (other, aim) = method.measure, results[other] != nil else { continue }
            table.add(
                "\(method.rawValue) ÷ \(other.rawValue)", ratio(method, to: other, \.medians),
                ratio(method, to: other, \.tenths), "≤ \(fixed(aim, digits: 1))")
        }
        return table.text
    }

    private func ratio(_ method: Method, _ times: KeyPath<Result, [Double]>) -> String {
        method.floor.map { ratio(method, to: $0, times) } ?? ""
    }

    private func ratio(_ method: Method, to other: Method, _ times: KeyPath<Result, [Double]>) -> String {
        guard let mine = results[method]?[keyPath: times], let its = results[other]?[keyPath: times] else { return "" }
        return fixed(Samples.median(of: zip(mine, its).map { $0 / $1 }), digits: 2)
    }
}

/// The floors that the methods are compared with, each in a process of its own.
private final class Floors {
    let pingPong = Floor(.pingPong)
    let pingPongRun = Floor(.pingPongRun)
    let fork = Floor(.fork)
    let forkRun = Floor(.forkRun)
}
