/// The resident memory of a process by its kinds, in bytes, from `/proc/PID/status` (proc(5)).
struct ProcessSizes: Sendable {
    /// `RssAnon`: memory behind which there is no file.
    let anonymous: Int
    /// `RssFile`
    let files: Int
    /// `RssShmem`: memory that processes share; of a worker, the log of its commits.
    let shared: Int
    /// `VmHWM`: the most that all kinds together have been.
    let peak: Int

    /// Nil if there is no such process, or no `/proc`. All sizes are 0 if the process has ended.
    init?(of pid: Int) {
        let sizes = System.withContents(ofSmallFile: "/proc/\(pid)/status") { text in
            // The kernel writes them in this order.
            var rest = text[...]
            return ["VmHWM:", "RssAnon:", "RssFile:", "RssShmem:"].map { Self.size($0, in: &rest) }
        }
        guard let sizes else { return nil }
        (peak, anonymous, files, shared) = (sizes[0], sizes[1], sizes[2], sizes[3])
    }

    /// The number of kilobytes in the line that begins with a name, in bytes; 0 if there is no such line.
    ///
    /// - Parameter lines: the text, of which what follows that line remains.
    private static func size(_ name: StaticString, in lines: inout Slice<UnsafeRawBufferPointer>) -> Int {
        let name = UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount)
        var rest = lines
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            guard line.starts(with: name) else { continue }
            lines = rest
            let digits = line.drop { !isDigit($0) }.prefix(while: isDigit)
            return digits.reduce(0) { $0 * 10 + Int($1 & 0xF) } << 10
        }
        return 0
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
