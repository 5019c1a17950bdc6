import CLinux

/// Checks, in a debug build, what may not happen while the calling thread holds a `Lock`. In a release build it does
/// nothing.
package enum LockWatch {
    /// Traps where the thread holds a lock.
    ///
    /// - Parameter what: what is about to be done, for the trap's message.
    @inline(__always)
    package static func expectNone(_ what: StaticString) {
        #if DEBUG
            guard let held = cl_held_lock() else { return }
            fatalError("\(what) while the lock '\(String(cString: held))' is held")
        #endif
    }

    @inline(__always)
    static func take(_ name: StaticString) {
        #if DEBUG
            if let held = cl_held_lock() {
                fatalError("the lock '\(name)' is taken while '\(String(cString: held))' is held")
            }
            name.withUTF8Buffer {
                cl_set_held_lock(UnsafeRawPointer($0.baseAddress!).assumingMemoryBound(to: CChar.self))
            }
        #endif
    }

    @inline(__always)
    static func release() {
        #if DEBUG
            cl_set_held_lock(nil)
        #endif
    }
}
