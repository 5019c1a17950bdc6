import Foundation
import Isolates

/// Writes a report as a line of JSON.
func tell(_ report: some Encodable) throws {
    FileHandle.standardOutput.write(try JSONEncoder().encode(report) + Data("\n".utf8))
}

/// Writes a report and ends the program, whatever else it does.
func tellAndExit(_ report: some Encodable) -> Never {
    do { try tell(report) } catch { _exit(70) }
    _exit(0)
}

/// How something of the library's failed; nil if it did not.
func error<Result>(_ body: () async throws -> Result) async -> VMError? {
    do {
        _ = try await body()
        return nil
    } catch let error as VMError {
        return error
    } catch {
        fatalError("\(error) is none of the library's errors")
    }
}
