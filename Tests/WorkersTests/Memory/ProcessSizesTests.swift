import Foundation
import Testing

@testable import Workers

/// The sizes that the kernel reports of a process.
@Suite struct ProcessSizesTests {
    @Test func theyAreThoseOfStatus() throws {
        // Memory that is there before and after, so that each size is above 0.
        let memory = [UInt8](repeating: 1, count: 64 << 20)
        let sizes = try #require(ProcessSizes(of: Int(getpid())))
        let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        func reported(_ name: String) throws -> Int {
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("\(name):") })
            return try #require(line.split { !$0.isNumber }.first.flatMap { Int($0) }) << 10
        }
        // Other tests run at the same time.
        let tolerance = 32 << 20
        #expect(abs(try reported("RssAnon") - sizes.anonymous) < tolerance)
        #expect(abs(try reported("RssFile") - sizes.files) < tolerance)
        #expect(try reported("RssShmem") == sizes.shared)
        #expect(abs(try reported("VmHWM") - sizes.peak) < tolerance)
        #expect(sizes.anonymous >= memory.count && sizes.files > 0)
        #expect(sizes.peak >= sizes.anonymous)
    }

    @Test func thereAreNoneOfNoProcess() {
        // The highest number is 4,194,304 (proc(5), pid_max).
        #expect(ProcessSizes(of: 4_194_305) == nil)
    }
}
