import CJavaScriptCore
import CLinux
import Glibc

/// Configures JavaScriptCore for a worker: everything runs on one thread, so that a fork copies all of it.
enum Engine {
    /// Puts the code of the engine and of Swift's library into huge pages, which copies of this process share without
    /// faults. That saves each copy some hundred page faults, and costs the time and the memory for 26 MB.
    ///
    /// - Returns: how many bytes were moved.
    static func shareCode() -> Int {
        cl_put_code_in_huge_pages("libjavascriptcoregtk") + cl_put_code_in_huge_pages("libswiftCore")
    }

    /// Must come before the engine's first call, which reads the environment.
    static func configure() {
        setenv("JSC_useConcurrentGC", "0", 1)
        setenv("JSC_useConcurrentJIT", "0", 1)
        setenv("JSC_numberOfGCMarkers", "1", 1)
        // The engine lets garbage grow in proportion to what it takes for the machine's memory. A context has only a
        // part of that.
        setenv("JSC_forceRAMSize", "\(128 << 20)", 1)
        // An engine for small things, as the C interface makes it, collects after the first megabyte. The few contexts
        // of a brief zygote mostly end before that pays. Where memory is short, `MemoryPressure` has it collect sooner.
        if Zygote.isBrief { setenv("JSC_smallHeapSize", "\(16 << 20)", 1) }
        // Without the next two options the engine catches SIGSEGV and SIGBUS, and a fault that its own code did not
        // cause ends the process only with the second signal.
        setenv("JSC_usePollingTraps", "1", 1)
        setenv("JSC_useWasmFaultSignalHandler", "0", 1)
        EngineOptions.prepare()
        RunLoop.prepare()
        // If the engine has not collected garbage for some 15 s, a timer does so on the next turn of the run loop, by a
        // thread of its own, the "Collector Thread", which would outlive the run. Without the timers the engine
        // collects when it allocates, on this thread. This call must precede the first context.
        JSDisableGCTimer()
        // Without this, one fork in several hundred makes a child that spins forever on a heap lock, which the
        // allocator's scavenger thread held at that moment. This call must precede the first context.
        guard isolates_try_disable_scavenger() else {
            complain("isolate-worker: this JavaScriptCore has no WTF::fastDisableScavenger; 2.50.6 has\n")
            _exit(ExitStatus.softwareError)
        }
    }

    /// Calls `body` while the engine compiles no more than it must. With its compilers on this thread, code that is run
    /// often, but never again, costs more to optimize than to run.
    ///
    /// Not to be used around code that will be run later: what the engine compiles meanwhile is never optimized.
    static func withoutOptimizing<Result>(_ body: () -> Result) -> Result {
        EngineOptions.with(EngineOptions.findFlag("useDFGJIT"), false, body)
    }
}
