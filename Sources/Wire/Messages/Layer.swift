/// A layer of containment between a script that has taken over its worker and the rest of the machine.
public enum Layer: String, CaseIterable, Sendable {
    case noNewPrivileges, systemCallFilter, landlock, emptyFileSystem, separateUser, notDumpable, resourceLimits,
        processLimit
    case processNamespace, networkNamespace, ipcNamespace
}

/// What became of a layer on this machine.
public struct LayerReport: Sendable, Equatable {
    public let layer: Layer
    /// Why it is off; nil where it is on.
    public let obstacle: String?

    public init(_ layer: Layer, obstacle: String?) {
        self.layer = layer
        self.obstacle = obstacle
    }
}
