/// The signal by which the supervisor tells a worker that little of its memory is left. Its value is the number of
/// bytes after which to collect all garbage again, until the run is over.
public enum MemoryPressureSignal {
    /// A real-time signal (signal(7)) that neither the C library nor the engine uses. Real-time signals are queued, so
    /// the last value counts.
    public static let number: Int32 = 40
}
