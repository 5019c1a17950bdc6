import CJavaScriptCore
import CLinux
import Glibc
import Wire

/// Has the engine collect garbage sooner while little of the worker's memory is left, so that a script is not killed
/// for what it holds no longer.
///
/// Left to itself the engine lets garbage grow with what is alive. It reads its options before each collection, and two
/// of them decide: `gcMaxHeapSize`, the bytes to allocate between two, and `useGenerationalGC`, without which each
/// looks at all. The supervisor's signal sets them in the middle of a run. Where they are, the engine's own parser of
/// options shows.
enum MemoryPressure {
    nonisolated(unsafe) private static var options:
        (interval: UnsafeMutablePointer<UInt32>, isGenerational: UnsafeMutablePointer<Bool>)?

    /// Must come before the first context, with which the engine makes its options read-only.
    static func prepare() {
        if isolates_has_options() { isolates_keep_options_writable() }
    }

    /// Takes the supervisor's signal from now on. Must come after the first context.
    ///
    /// An engine whose options can't be found goes on as before, and garbage then counts in full.
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

    /// Gives the garbage of a run under pressure back to the kernel, and the engine its ways.
    static func relieve(_ realm: Realm) {
        guard let (interval, isGenerational) = options, interval.pointee != 0 else { return }
        interval.pointee = 0
        isGenerational.pointee = true
        realm.collectGarbage()
        isolates_release_free_memory()
    }

    /// Where a number is that is usually 0.
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

    /// Where a flag is that is usually true.
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
