/// Keeps the engine's last compiler, FTL, from the code that encodes values.
///
/// With `useConcurrentJIT` off, a run waits for each compilation. Of the code that encodes values FTL takes some 15 ms,
/// as long as encoding 2 MB, and what it makes is no faster.
enum LastTier {
    /// How often code of the tier before has to run until FTL compiles it. The engine reads this when the tier before
    /// has compiled.
    nonisolated(unsafe) private static var threshold: UnsafeMutablePointer<UInt32>?

    private static let never: UInt32 = 1 << 30

    /// Must be called after the first context. If the option is not found, FTL compiles as usual.
    static func prepare() {
        threshold = EngineOptions.findNumber("thresholdForFTLOptimizeAfterWarmUp")
    }

    /// Code that the tier before compiles during `body` stays there. That holds for a getter of the user's, too, if it
    /// gets that far just then.
    static func without<Result>(_ body: () -> Result) -> Result {
        EngineOptions.with(threshold, never, body)
    }
}
