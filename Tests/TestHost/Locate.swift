import Isolates

struct LocateReport: Encodable {
    var result: Int?
    var code: String?
    var message: String?
}

/// Runs a script with whichever worker program is found.
func locate() async -> LocateReport {
    var report = LocateReport()
    do {
        report.result = try await withSupervisor { try await $0.runInNewContext("6 * 7", as: Int.self) }
    } catch {
        report.code = (error as? VMError)?.code.description
        report.message = "\(error)"
    }
    return report
}
