import Foundation

// peers ROUNDS ISOLATES FOLDER OUTPUT [check|keep]: FOLDER holds peers.js and ratios.json.
let arguments = CommandLine.arguments
guard arguments.count >= 5, let rounds = Int(arguments[1]), rounds > 0 else {
    print("usage: peers ROUNDS ISOLATES FOLDER OUTPUT [check|keep]")
    exit(64)
}
let folder = URL(filePath: arguments[3])
let kept = folder.appending(path: "ratios.json")
let programs = Programs(isolates: arguments[2], peersScript: folder.appending(path: "peers.js").path)
let all = try Rows(programs)
let modules = try ModuleRows(programs)
let rows = all.rows + modules.rows
// One round is not counted: libraries load, code and caches warm. In each round every contestant has its turn, so that
// what else the machine does meets all of them.
for round in 0...rounds {
    for row in rows {
        for contestant in row.contestants { try contestant.measureOnce(counts: round > 0) }
    }
}
all.end()
modules.end()
let report = Report(rows: rows, rounds: rounds)
print(report.text)
try report.json().write(to: URL(filePath: arguments[4]))
switch arguments.dropFirst(5).first {
case "keep": try KeptRatios.json(rows).write(to: kept)
case "check":
    let regressions = try KeptRatios(contentsOf: kept).regressions(rows)
    for regression in regressions { print("worse by more than half: \(regression)") }
    exit(regressions.isEmpty ? 0 : 1)
default: break
}
