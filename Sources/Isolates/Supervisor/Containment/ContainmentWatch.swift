import Logging
import Synchronization

/// Logs the layers that a machine lacks, and refuses to run without a required one.
final class ContainmentWatch: Sendable {
    private let required: Set<ContainmentLayer>
    private let logger: Logger?
    private let hasLogged = Atomic<Bool>(false)

    init(required: Set<ContainmentLayer>, logger: Logger?) {
        self.required = required
        self.logger = logger
    }

    /// Checks the layers of a new zygote.
    ///
    /// - Throws: `VMError.unavailable` if a required layer is missing.
    func check(_ containment: Containment) throws(VMError) {
        log(containment)
        let missing = containment.missing.filter { required.contains($0.name) }
        guard !missing.isEmpty else { return }
        let list = missing.map(\.description).joined(separator: "; ")
        throw VMError(unavailable: "this machine lacks what requiredLayers names: \(list)")
    }

    /// A zygote that died is started again; logging the same layers again would be noise.
    private func log(_ containment: Containment) {
        guard let logger, !hasLogged.exchange(true, ordering: .relaxed) else { return }
        for layer in containment.missing {
            logger.warning(
                "workers run without a layer of containment",
                metadata: [
                    "layer": "\(layer.name.rawValue)", "reason": "\(layer.reason ?? "")",
                ])
        }
    }
}
