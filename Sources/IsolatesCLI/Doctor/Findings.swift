import Isolates

/// The findings of `isolates doctor`.
struct Findings: Sendable {
    let engine: String
    let containment: Containment
    let controlGroups: Containment.State
    let checkpoints: CheckpointMethod
    let limits: MachineLimits
    let selfTest: SelfTest

    /// For people: a line for each finding.
    var text: String {
        let lines =
            ["engine: JavaScriptCore \(engine)"] + containment.layers.map(\.description)
            + ["controlGroups: \(controlGroups)", "checkpoints: \(checkpoints)"] + limits.descriptions
            + selfTest.steps.map { "\($0.name): \(Self.milliseconds($0.time)) ms" }
        return lines.joined(separator: "\n")
    }

    /// For programs. Times are milliseconds, memory is bytes.
    var members: Value.Object {
        var layers: Value.Object = [:]
        for layer in containment.layers { layers[layer.name.rawValue] = Self.value(layer.state) }
        var times: Value.Object = [:]
        for step in selfTest.steps { times[step.name] = .number(Self.milliseconds(step.time)) }
        return [
            "engine": Value(engine), "layers": .object(layers), "controlGroups": Self.value(controlGroups),
            "checkpoints": Self.value(checkpoints),
            "limits": .object(limits.members), "selfTest": .object(times),
        ]
    }

    private static func value(_ state: Containment.State) -> Value {
        switch state {
        case .on: .object(["on": true])
        case .off(let reason): .object(["on": false, "reason": Value(reason)])
        }
    }

    private static func value(_ method: CheckpointMethod) -> Value {
        switch method {
        case .log: .object(["method": "log"])
        case .forks(let reason): .object(["method": "forks", "reason": Value(reason)])
        }
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        (duration / .milliseconds(1) * 100).rounded() / 100
    }
}
