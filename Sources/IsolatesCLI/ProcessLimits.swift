import CLinux
import Glibc

/// How much of the machine this process may have (getrlimit(2)).
enum ProcessLimits {
    /// The number of descriptors that this process may have.
    static var descriptorLimit: Int {
        var (current, maximum): (UInt64, UInt64) = (0, 0)
        guard cl_get_limit(CL_LIMIT_DESCRIPTORS, &current, &maximum) == 0 else { return .max }
        return Int(clamping: current)
    }

    /// Raises the soft limit of descriptors to the hard limit. The soft limit, often 1,024, is meant for programs that
    /// use select(2) (getrlimit(2), `RLIMIT_NOFILE`).
    static func raiseDescriptorLimit() {
        var (current, maximum): (UInt64, UInt64) = (0, 0)
        // A failure is harmless: the limit stays, and a context that gets no descriptor reports that.
        if cl_get_limit(CL_LIMIT_DESCRIPTORS, &current, &maximum) == 0 {
            _ = cl_set_limit(CL_LIMIT_DESCRIPTORS, maximum)
        }
    }

    /// Makes malloc(3) keep the memory of freed blocks. Otherwise each message of a megabyte would fault in all of its
    /// pages anew.
    ///
    /// - Parameter megabytes: the size of the largest block that is kept. Each arena, of which there may be one for
    ///   each thread, keeps at most twice as much.
    static func keepFreedMemory(megabytes: Int32) {
        cl_keep_freed_memory(megabytes << 20)
    }

    /// Whether `count` further threads can be made now.
    static func canMakeThreads(_ count: Int) -> Bool {
        let gate = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
        sem_init(gate, 0, 0)
        defer {
            sem_destroy(gate)
            gate.deallocate()
        }
        var threads: [pthread_t] = []
        for _ in 0..<count {
            var thread = pthread_t()
            let result = pthread_create(
                &thread, nil,
                { gate in
                    sem_wait(gate!.assumingMemoryBound(to: sem_t.self))
                    return nil
                }, gate)
            if result == 0 { threads.append(thread) }
        }
        for _ in threads { sem_post(gate) }
        for thread in threads { pthread_join(thread, nil) }
        return threads.count == count
    }
}
