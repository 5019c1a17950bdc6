import Foundation
import Isolates

/// A program that uses the library and tells in a line of JSON what came of it. The tests run it as a process of its
/// own.
@main struct TestHost {
    static func main() async throws {
        // The first sleep has Dispatch open descriptors that stay.
        try await Task.sleep(for: .milliseconds(1))
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
        case "storm":
            try tell(await storm(StormOptions(Options(arguments.dropFirst(), StormOptions.names))))
        case "drops": try tell(await drops(count, tasks: 4))
        case "stopped": try tell(await stopped(rounds: count))
        case "spinning-scripts": try tell(await spinningScripts(count))
        case "contexts-at-once": try tell(await contextsAtOnce(count))
        case "forks-where-it-is-full": try tell(await forksWhereItIsFull(count))
        case "deny": deny(CommandLine.arguments[2], Array(CommandLine.arguments.dropFirst(3)))
        case "burst": try tell(await burst(count))
        case "mass-timeout": try tell(await massTimeout(count, arguments.contains("discard") ? .discard : .rollback))
        case "cancel-near-timeout": try tell(await cancelNearTimeout(rounds: count))
        case "endless-continuations": try tell(await endlessContinuations(rounds: count))
        case "few-descriptors": try tell(await fewDescriptors(limit: count))
        case "inherited-descriptors": try tell(await inheritedDescriptors(contexts: count))
        case "process-limit": try tell(await processLimit())
        case "refused-call": try refusedCall(count)
        case "report-start": try tell(await reportStart())
        default: exit(64)
        }
    }
}
