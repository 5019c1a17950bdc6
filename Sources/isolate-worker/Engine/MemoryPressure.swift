import CJavaScriptCore
import CLinux
import Glibc
import Wire

/// Makes the engine collect garbage sooner while little of the worker's memory is left, so that a script is not killed
/// for memory that it no longer uses.
///
/// By default the engine lets garbage grow in proportion to live memory. Before each collection it reads two options:
/// `gcMaxHeapSize`, the number of bytes to allocate between two collections, and `useGenerationalGC`, without which
/// each collection covers the whole heap. The supervisor's signal sets them in the middle of a run.
enum MemoryPressure {
    nonisolated(unsafe) private static var options:
        (interval: UnsafeMutablePointer<UInt32>, isGenerational: UnsafeMutablePointer<Bool>)?

    /// Handles the supervisor's signal from now on. Must be called after the first context.
    ///
    /// If the options are not found, the engine works as usual, and garbage counts in full.
    static func listen() {
        if let interval = EngineOptions.findNumber("gcMaxHeapSize"),
            let isGenerational = EngineOptions.findFlag("useGenerationalGC")
        {
            options = (interval, isGenerational)
            cl_store_on_signal(MemoryPressureSignal.number, interval, isGenerational)
        } else {
            cl_ignore_signal(MemoryPressureSignal.number)
        }
    }

    /// After a run under pressure: collects its garbage, returns the memory to the kernel, and resets the engine's
    /// options.
    static func relieve(_ realm: Realm) {
        guard let (interval, isGenerational) = options, interval.pointee != 0 else { return }
        interval.pointee = 0
        isGenerational.pointee = true
        realm.collectGarbage()
        isolates_release_free_memory()
    }
}
