import CJavaScriptCore
import CLinux
import Glibc
import Wire

/// Makes the engine collect garbage sooner while little of the worker's memory is left, so that a script is not killed
/// for memory that it no longer uses.
///
/// By default the engine lets garbage grow in proportion to live memory. Before each collection it reads two options:
/// `gcMaxHeapSize`, the number of bytes to allocate between two collections, and `useGenerationalGC`, without which
/// each collection covers the whole heap. The supervisor's signal sets them in the middle of a run. Their addresses are
/// found by changing them with the engine's own parser of options.
enum MemoryPressure {
    nonisolated(unsafe) private static var options:
        (interval: UnsafeMutablePointer<UInt32>, isGenerational: UnsafeMutablePointer<Bool>)?

    /// Must be called before the first context, with which the engine makes its options read-only.
    static func prepare() {
        if isolates_has_options() { isolates_keep_options_writable() }
    }

    /// Handles the supervisor's signal from now on. Must be called after the first context.
    ///
    /// If the options are not found, the engine works as usual, and garbage counts in full.
    static func listen() {
        if isolates_has_options(), let interval = findNumber("gcMaxHeapSize"),
            let isGenerational = findFlag("useGenerationalGC")
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

    /// The address of a number whose default is 0.
    private static func findNumber(_ name: String) -> UnsafeMutablePointer<UInt32>? {
        // No other option has this value.
        let mark: UInt32 = 0x5EED_A71D
        guard isolates_set_option("\(name)=\(mark)", true) else { return nil }
        let found = stride(from: 0, to: bytes.count, by: 4).filter {
            bytes.load(fromByteOffset: $0, as: UInt32.self) == mark
        }
        guard isolates_set_option("\(name)=0", true), found.count == 1 else { return nil }
        return (bytes.baseAddress! + found[0]).assumingMemoryBound(to: UInt32.self)
    }

    /// The address of a flag whose default is true.
    private static func findFlag(_ name: String) -> UnsafeMutablePointer<Bool>? {
        let before = Array(bytes)
        guard isolates_set_option("\(name)=false", true) else { return nil }
        let found = bytes.indices.filter { bytes[$0] != before[$0] }
        guard isolates_set_option("\(name)=true", true), found.count == 1, bytes.elementsEqual(before) else {
            return nil
        }
        return (bytes.baseAddress! + found[0]).assumingMemoryBound(to: Bool.self)
    }

    private static var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: isolates_options_start(), count: Int(ISOLATES_OPTIONS_SIZE))
    }
}
