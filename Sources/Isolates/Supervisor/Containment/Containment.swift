import Wire

/// The layers of containment that this machine gave to a supervisor's workers.
public struct Containment: Sendable, Equatable {
    /// Whether a layer holds.
    public enum State: Sendable, Equatable, CustomStringConvertible {
        case on
        /// The layer does not hold. The reason names the system call that failed and its error, or what the layer would
        /// need.
        case off(reason: String)

        /// `on`, or `off` with the reason.
        public var description: String {
            switch self {
            case .on: "on"
            case .off(let reason): "off, \(reason)"
            }
        }
    }

    /// A layer, and whether it holds.
    public struct Layer: Sendable, Equatable, CustomStringConvertible {
        /// The layer.
        public let name: ContainmentLayer
        /// Whether it holds.
        public let state: State

        /// Why the layer does not hold; nil if it does.
        public var reason: String? {
            if case .off(let reason) = state { reason } else { nil }
        }

        /// The layer's name, and `on`, or `off` with the reason.
        public var description: String {
            "\(name.rawValue): \(state)"
        }
    }

    /// Every layer, in the order of `ContainmentLayer`.
    public let layers: [Layer]

    /// The layers that do not hold, each with the reason.
    public var missing: [Layer] { layers.filter { $0.state != .on } }

    /// Whether a layer holds.
    public subscript(layer: ContainmentLayer) -> State {
        layers.first { $0.name == layer }?.state ?? .off(reason: "the worker program does not know of it")
    }

    init(_ reports: [LayerReport]) {
        let states = Dictionary(
            reports.map { (ContainmentLayer($0.layer), $0.obstacle.map { State.off(reason: $0) } ?? .on) }
        ) { $1 }
        layers = ContainmentLayer.allCases.map { name in
            Layer(name: name, state: states[name] ?? .off(reason: "the worker program does not know of it"))
        }
    }
}
