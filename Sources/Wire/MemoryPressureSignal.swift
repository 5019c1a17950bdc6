/// By which the supervisor tells a worker that little of its memory is left. The number that comes with it says after
/// how many bytes to collect all garbage again, until the run is over.
public enum MemoryPressureSignal {
    /// A real-time signal (signal(7)), of those that neither the C library nor the engine uses. They queue up, so that
    /// the last number counts.
    public static let number: Int32 = 40
}
