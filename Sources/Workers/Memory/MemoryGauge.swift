import CLinux
import Glibc

/// Measures from outside how much resident memory a worker has added to what it began with: by `/proc/PID/statm`
/// (proc(5)), which it holds open.
package final class MemoryGauge: Sendable {
    private let statm: Descriptor
    private let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))
    /// The private pages that the worker had when it was forked; they are shared with the process that it was forked
    /// from.
    package let pagesAtStart: Int

    /// - Parameters:
    ///   - pidfd: the worker's pidfd. The kernel reports its process number as seen from this process, whatever
    ///     namespace the worker is in.
    ///   - pagesAtStart: the private pages that the worker began with; if nil, its present ones are taken.
    /// - Throws: if the process is gone, or `/proc` is missing.
    package init(pidfd: Descriptor, pagesAtStart: Int? = nil) throws(SystemError) {
        guard let pid = Self.pid(of: pidfd.number) else { throw SystemError("fdinfo", errno: ESRCH) }
        let descriptor = cl_open("/proc/\(pid)/statm", O_RDONLY)
        guard descriptor >= 0 else { throw SystemError("open /proc/\(pid)/statm") }
        statm = Descriptor(descriptor)
        self.pagesAtStart = pagesAtStart ?? Self.privatePages(statm) ?? 0
    }

    /// The added bytes; nil if the process is gone.
    package func bytes() -> Int? {
        Self.privatePages(statm).map { max(0, $0 - pagesAtStart) * pageSize }
    }

    /// Resident pages that are not backed by files: the second number of statm minus the third.
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
