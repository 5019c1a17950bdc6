import Foundation
import Isolates
import Measuring

// memory OUTPUT [CONTEXTS...]: what idle contexts hold; OUTPUT gets the same as JSON.
guard let output = CommandLine.arguments.dropFirst().first else {
    print("usage: memory OUTPUT [CONTEXTS...]")
    exit(64)
}
let counts = CommandLine.arguments.dropFirst(2).compactMap { Int($0) }
var limit = rlimit()
getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
limit.rlim_cur = limit.rlim_max
setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)

var rows: [Idleness] = []
var table = Table("undo", "contexts", "at rest", "processes", "descriptors", "private kB", "PSS kB", "page tables kB")
for undo in Idleness.Undo.allCases {
    for count in counts.isEmpty ? [1, 100, 1_000] : counts {
        for row in try await Idleness.measure(undo, contexts: count) {
            rows.append(row)
            let rest = row.hasRested ? "for 13 s" : "for 0.5 s"
            table.add(
                undo.rawValue, "\(count)", rest, fixed(row.processes, digits: 1), fixed(row.descriptors, digits: 1),
                fixed(row.privateMemory, digits: 0), fixed(row.proportionalMemory, digits: 0),
                fixed(row.pageTables, digits: 0))
        }
    }
}
print(
    """
    What one context holds more, after one run of count += 1:
    \(table.text)
    private: pages that no other process has. A worker and its base share most of what is neither's alone, so that their
    price is the PSS, in which a shared page counts in equal parts. The page tables come on top.
    """)
let encoder = JSONEncoder()
encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
try encoder.encode(rows).write(to: URL(filePath: output))
