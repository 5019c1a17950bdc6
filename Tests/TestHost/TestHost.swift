import Foundation
import Isolates

/// A program that uses the library and tells in a line of JSON what came of it. The tests run it as a process of its
/// own.
@main struct TestHost {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 1
        switch arguments.first {
        case "churn": try tell(await churn(count))
        case "herd": try tell(await herd(count))
        case "killed-zygote": try tell(await killedZygote())
        case "sigint": try tell(await sigint(byDispatch: false, rounds: count))
        case "sigint-dispatch": try tell(await sigint(byDispatch: true, rounds: count))
        case "spin": try await spin()
        case "locate": try tell(await locate())
        case "soak": try tell(await soak(seconds: count))
        case "descriptor-limit": try tell(await descriptorLimit())
        case "process-limit": try tell(await processLimit())
        case "refused-call": try tell(await refusedCall(count))
        default: exit(64)
        }
    }

    private static func tell(_ report: some Encodable) throws {
        FileHandle.standardOutput.write(try JSONEncoder().encode(report) + Data("\n".utf8))
    }
}
