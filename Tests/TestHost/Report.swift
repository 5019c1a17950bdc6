import Foundation
import Isolates

/// Writes a report as a line of JSON.
func write(_ report: some Encodable) throws {
    FileHandle.standardOutput.write(try JSONEncoder().encode(report) + Data("\n".utf8))
}

/// Writes a report and ends the program at once.
func writeAndExit(_ report: some Encodable) -> Never {
    do { try write(report) } catch { _exit(70) }
    _exit(0)
}

/// The library's error; nil if there was none.
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
