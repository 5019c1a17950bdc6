import CLinux
import Glibc

/// The engine's descriptors, which every copy of the zygote inherits.
///
/// Each of the two run loops has an eventfd(2), by which workers could talk to each other, so every worker gets its
/// own. All workers would share the offset of the zygote's statm (proc(5)), so `/dev/null` replaces it; the engine then
/// reads nothing, and assumes that no memory is used. `/dev/null` and `/dev/urandom` have no offset, and stay.
enum SharedDescriptors {
    nonisolated(unsafe) private(set) static var eventDescriptors: [Int32] = []

    /// Finds the descriptors, and closes standard error. Until now it told the supervisor why the zygote could not
    /// start; later it would be a way out for scripts.
    static func prepare() {
        guard dup2(0, 2) >= 0 else { fail("dup2") }
        for descriptor in Int32(3)..<64 {
            let target = target(of: descriptor)
            if target == "anon_inode:[eventfd]" { eventDescriptors.append(descriptor) }
            if target.hasSuffix("/statm"), cl_replace_descriptor(descriptor, 0) < 0 { fail("dup3") }
        }
    }

    /// Gives this process its own eventfds. No thread may be using the old ones.
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
