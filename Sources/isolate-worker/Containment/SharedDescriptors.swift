import CLinux
import Glibc

/// The engine's descriptors, which every copy of the zygote inherits.
///
/// Two run loops have an eventfd(2) each, by which workers could talk to each other: a worker gets its own. The
/// zygote's statm (proc(5)) has an offset that all of them would share; in its place the engine reads nothing, and then
/// takes no memory for used. `/dev/null` and `/dev/urandom`, which have none, stay.
enum SharedDescriptors {
    nonisolated(unsafe) private(set) static var eventDescriptors: [Int32] = []

    /// Finds them, and ends the use of standard error, which until the zygote is ready tells the supervisor why it
    /// can't be and would later be a way out for scripts.
    static func prepare() {
        guard dup2(0, 2) >= 0 else { fail("dup2") }
        for descriptor in Int32(3)..<64 {
            let target = target(of: descriptor)
            if target == "anon_inode:[eventfd]" { eventDescriptors.append(descriptor) }
            if target.hasSuffix("/statm"), cl_replace_descriptor(descriptor, 0) < 0 { fail("dup3") }
        }
    }

    /// Gives this process its own. No thread may be using them.
    static func replace() {
        for descriptor in eventDescriptors {
            let own = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
            guard own >= 0, cl_replace_descriptor(descriptor, own) >= 0 else { fail("eventfd") }
            Syscalls.close(own)
        }
    }

    private static func target(of descriptor: Int32) -> String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            let count = readlink("/proc/self/fd/\(descriptor)", buffer.baseAddress!, buffer.count)
            return String(decoding: UnsafeRawBufferPointer(buffer)[..<max(0, count)], as: UTF8.self)
        }
    }
}
