/// A layer of containment between a script that has taken over its worker's process and the rest of the machine.
public enum Layer: String, CaseIterable, Sendable {
    case noNewPrivileges, systemCallFilter, landlock, emptyFileSystem, separateUser, notDumpable, resourceLimits,
        processLimit
    case processNamespace, networkNamespace, ipcNamespace
}

/// Whether a layer is in force on this machine.
public struct LayerReport: Sendable, Equatable {
    public let layer: Layer
    /// Why the layer is off; nil if it is on.
    public let obstacle: String?

    public init(_ layer: Layer, obstacle: String?) {
        self.layer = layer
        self.obstacle = obstacle
    }
}
