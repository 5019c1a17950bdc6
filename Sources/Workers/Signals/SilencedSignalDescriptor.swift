import CLinux
import Glibc

/// A signalfd(2) of the program from which SIGINT was removed. A Dispatch signal source on Linux has one.
struct SilencedSignalDescriptor: Sendable {
    private let number: Int32
    private let mask: UInt64

    private static let interrupt: UInt64 = 1 << UInt64(SIGINT - 1)

    /// Removes SIGINT from every signalfd of this process except `own`.
    static func silenceAll(except own: Int32) -> [SilencedSignalDescriptor] {
        guard let directory = opendir("/proc/self/fd") else { return [] }
        defer { closedir(directory) }
        var silenced: [SilencedSignalDescriptor] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let number = Int32(name), number != own, let mask = mask(of: number), mask & interrupt != 0 else {
                continue
            }
            setMask(mask & ~interrupt, of: number)
            silenced.append(SilencedSignalDescriptor(number: number, mask: mask))
        }
        return silenced
    }

    /// Adds SIGINT again, if the descriptor is still the same signalfd.
    func restore() {
        guard Self.mask(of: number) == mask & ~Self.interrupt else { return }
        Self.setMask(mask, of: number)
    }

    /// The mask of a signalfd (proc(5), fdinfo); nil for any other descriptor.
    private static func mask(of number: Int32) -> UInt64? {
        System.information("sigmask", ofDescriptor: number).flatMap { UInt64($0, radix: 16) }
    }

    private static func setMask(_ mask: UInt64, of number: Int32) {
        var signals = sigset_t()
        sigemptyset(&signals)
        for signal in 1...Int32(64) where mask & (1 << UInt64(signal - 1)) != 0 { sigaddset(&signals, signal) }
        _ = signalfd(number, &signals, 0)
    }
}
