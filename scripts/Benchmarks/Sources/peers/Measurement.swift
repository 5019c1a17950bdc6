import Foundation

/// What this program does: measures rows, and reports, plots, keeps or checks their ratios.
struct Measurement: Sendable {
    enum Purpose: String {
        case report, check, keep
    }

    struct UsageError: Error, CustomStringConvertible {
        let description: String
    }

    private let rounds: Int
    private let purpose: Purpose
    /// The row to measure; nil for all.
    private let only: String?
    private let isolates: String
    private let miniRacer: String
    /// The folder of this package, with the scripts and ratios.json.
    private let package: URL
    /// The file for the results as JSON.
    private let results: URL
    /// The folder for the plots.
    private let plots: URL

    /// - Parameter arguments: `names`, or ROUNDS report|check|keep ISOLATES PYTHON PACKAGE RESULTS PLOTS [ROW].
    init(_ arguments: [String]) throws {
        let usage = "usage: peers ROUNDS report|check|keep ISOLATES PYTHON PACKAGE RESULTS PLOTS [ROW]"
        guard (7...8).contains(arguments.count), let rounds = Int(arguments[0]), rounds > 0,
            let purpose = Purpose(rawValue: arguments[1])
        else { throw UsageError(description: usage) }
        self.rounds = rounds
        self.purpose = purpose
        isolates = arguments[2]
        miniRacer = arguments[3]
        package = URL(filePath: arguments[4])
        results = URL(filePath: arguments[5])
        plots = URL(filePath: arguments[6])
        only = arguments.dropFirst(7).first
        let names = allGroups.flatMap { $0.names }
        if let only, !names.contains(only) {
            throw UsageError(description: "there is no row \(only); there are: \(names.joined(separator: " · "))")
        }
    }

    /// - Returns: the exit status.
    func run() async throws -> Int32 {
        let programs = try Programs(isolates: isolates, scripts: package, miniRacer: miniRacer)
        defer { programs.removeFiles() }
        var measured: [Row] = []
        for type in allGroups where only.map({ type.names.contains($0) }) ?? true {
            let rows = try await measure(type, programs)
            let report = Report(rows: rows, rounds: rounds)
            print("\(type.title)\n\n\(report.text)\n")
            fflush(nil)
            // A drawing with a part of its rows would replace a whole one.
            if rows.count == type.names.count, purpose != .check {
                try Plot(title: type.title, rows: rows).write(to: plots.appending(path: "bench-\(type.slug).svg"))
            }
            measured += rows
        }
        print(Report.legend(rounds: rounds))
        try Report(rows: measured, rounds: rounds).json().write(to: results)
        return try finish(measured)
    }

    /// Measures the rows of a group. In each round every contestant has its turn, so that what else the machine does
    /// meets all of them.
    private func measure(_ type: any RowGroup.Type, _ programs: Programs) async throws -> [Row] {
        let group = try await type.init(programs)
        precondition(group.rows.map(\.name) == type.names, "the rows of \(type) are not those of its names")
        let rows = group.rows.filter { only == nil || $0.name == only }
        // One round is not counted: libraries load, code and caches warm.
        for round in 0...rounds {
            for row in rows {
                for contestant in row.contestants { try await contestant.measureOnce(counts: round > 0) }
            }
        }
        await group.end()
        return rows
    }

    private func finish(_ rows: [Row]) throws -> Int32 {
        let file = package.appending(path: "ratios.json")
        switch purpose {
        case .report: return 0
        case .keep:
            var kept = try KeptRatios(contentsOf: file)
            kept.keep(rows, isAll: only == nil)
            try kept.json().write(to: file)
            return 0
        case .check:
            let regressions = try KeptRatios(contentsOf: file).regressions(rows)
            for regression in regressions { print("worse by more than half: \(regression)") }
            return regressions.isEmpty ? 0 : 1
        }
    }
}
