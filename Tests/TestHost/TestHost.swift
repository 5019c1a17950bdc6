import Foundation
import Isolates

/// A program that uses the library and reports the results as a line of JSON. The tests run it as a process of its own.
@main struct TestHost {
    static func main() async throws {
        // The first sleep makes Dispatch open descriptors that stay open.
        try await Task.sleep(for: .milliseconds(1))
        let arguments = CommandLine.arguments.dropFirst()
        let count = arguments.dropFirst().first.flatMap { Int($0) } ?? 1
        switch arguments.first {
        case "churn": try write(await churn(count))
        case "herd": try write(await herd(count))
        case "killed-zygote": try write(await killedZygote())
        case "sigint": try write(await sigint(byDispatch: false, rounds: count))
        case "sigint-dispatch": try write(await sigint(byDispatch: true, rounds: count))
        case "spin": try await spin()
        case "locate": try write(await locate())
        case "soak": try write(await soak(seconds: count))
        case "descriptor-limit": try write(await descriptorLimit())
        case "storm":
            try write(await storm(StormOptions(Options(arguments.dropFirst(), StormOptions.names))))
        case "drops": try write(await drops(count, tasks: 4))
        case "stopped": try write(await stopped(rounds: count))
        case "spinning-scripts": try write(await spinningScripts(count))
        case "contexts-at-once": try write(await contextsAtOnce(count))
        case "forks-where-it-is-full": try write(await forksWhereItIsFull(count))
        case "deny": deny(CommandLine.arguments[2], Array(CommandLine.arguments.dropFirst(3)))
        case "burst": try write(await burst(count))
        case "mass-timeout": try write(await massTimeout(count, arguments.contains("discard") ? .discard : .rollback))
        case "cancel-near-timeout": try write(await cancelNearTimeout(rounds: count))
        case "endless-continuations": try write(await endlessContinuations(rounds: count))
        case "few-descriptors": try write(await fewDescriptors(limit: count))
        case "inherited-descriptors": try write(await inheritedDescriptors(contexts: count))
        case "process-limit": try write(await processLimit())
        case "refused-call": try refusedCall(count)
        case "report-start": try write(await reportStart())
        default: exit(64)
        }
    }
}
