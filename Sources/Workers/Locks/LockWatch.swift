import CLinux

/// Checks the rules for a thread that holds a `Lock`, in debug builds. In release builds it does nothing.
package enum LockWatch {
    /// Traps if the thread holds a lock.
    ///
    /// - Parameter what: the action that is about to happen, for the trap's message.
    @inlinable
    @inline(__always)
    package static func expectNone(_ what: StaticString) {
        #if DEBUG
            guard let held = cl_held_lock() else { return }
            fatalError("\(what) while the lock '\(String(cString: held))' is held")
        #endif
    }

    @inlinable
    @inline(__always)
    package static func take(_ name: StaticString) {
        #if DEBUG
            if let held = cl_held_lock() {
                fatalError("the lock '\(name)' is taken while '\(String(cString: held))' is held")
            }
            name.withUTF8Buffer {
                cl_set_held_lock(UnsafeRawPointer($0.baseAddress!).assumingMemoryBound(to: CChar.self))
            }
        #endif
    }

    @inlinable
    @inline(__always)
    package static func release() {
        #if DEBUG
            cl_set_held_lock(nil)
        #endif
    }
}
