import CJavaScriptCore
import CLinux
import Glibc

/// How JavaScriptCore runs in a worker: on one thread, so that a fork copies all of it.
enum Engine {
    /// Has copies of this process find the engine's code, and Swift's, where it is. That some hundred faults of each
    /// are saved costs what it takes to copy that code, 30 MB, and that much memory.
    static func shareCode() {
        for library in ["libjavascriptcoregtk", "libswiftCore"] { _ = cl_put_code_in_huge_pages(library) }
    }

    /// Must come before the engine's first call, which reads the environment.
    static func configure() {
        setenv("JSC_useConcurrentGC", "0", 1)
        setenv("JSC_useConcurrentJIT", "0", 1)
        setenv("JSC_numberOfGCMarkers", "1", 1)
        // The engine lets garbage grow with the memory of the machine that it believes it runs on. A context has only a
        // part of that.
        setenv("JSC_forceRAMSize", "\(128 << 20)", 1)
        // Without the next two the engine catches SIGSEGV and SIGBUS, and a fault that its own code did not cause kills
        // the process only with the second signal.
        setenv("JSC_usePollingTraps", "1", 1)
        setenv("JSC_useWasmFaultSignalHandler", "0", 1)
        MemoryPressure.prepare()
        RunLoop.prepare()
        // What has not been collected for some 15 s a timer collects, on the run loop's next turn, and not at once but
        // by a thread of its own, the "Collector Thread", which would outlive the run. Without the timers the engine
        // collects where it allocates, on this thread. It must come before the first context.
        JSDisableGCTimer()
        // Without this, one fork in some hundreds gives a child that spins for ever on a heap lock that the
        // allocator's scavenger thread held. It must come before the first context.
        guard isolates_try_disable_scavenger() else {
            complain("isolate-worker: this JavaScriptCore has no WTF::fastDisableScavenger; 2.50.6 has\n")
            _exit(ExitStatus.softwareError)
        }
    }
}
