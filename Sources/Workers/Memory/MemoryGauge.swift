import CLinux
import Glibc

/// Measures what a worker has made resident beyond what it began with, from outside: by `/proc/PID/statm` (proc(5)),
/// held open.
package final class MemoryGauge: Sendable {
    private let statm: Descriptor
    private let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
    /// Private pages that the worker had when it was forked, which are the zygote's.
    package let pagesAtStart: Int

    /// - Parameters:
    ///   - pidfd: of the worker. Its process number is the kernel's for this process, whatever namespace it is in.
    ///   - pagesAtStart: what it began with, where that is known; nil for what it has now.
    /// - Throws: where the process is gone, or `/proc` is not there.
    package init(pidfd: Descriptor, pagesAtStart: Int? = nil) throws(SystemError) {
        guard let pid = Self.pid(of: pidfd.number) else { throw SystemError("fdinfo", errno: ESRCH) }
        let descriptor = cl_open("/proc/\(pid)/statm", O_RDONLY)
        guard descriptor >= 0 else { throw SystemError("open /proc/\(pid)/statm") }
        statm = Descriptor(descriptor)
        self.pagesAtStart = pagesAtStart ?? Self.privatePages(statm) ?? 0
    }

    /// Bytes beyond what it began with, or nil where the process is gone.
    package func bytes() -> Int? {
        Self.privatePages(statm).map { max(0, $0 - pagesAtStart) * pageSize }
    }

    /// Resident pages that no file stands behind: the second number of statm less the third.
    private static func privatePages(_ statm: Descriptor) -> Int? {
        LockWatch.expectNone("pread(2)")
        return withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { buffer in
            let count = pread(statm.number, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else { return nil }
            let fields = buffer[..<count].split(separator: UInt8(ascii: " "), maxSplits: 3).map { field in
                field.reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) }
            }
            return fields.count >= 3 ? fields[1] - fields[2] : nil
        }
    }

    package static func pid(of pidfd: Int32) -> Int? {
        System.information("Pid", ofDescriptor: pidfd).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }
}
