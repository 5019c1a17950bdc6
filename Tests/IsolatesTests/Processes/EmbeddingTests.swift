import Foundation
import Testing

/// What a program has to bear that embeds the library.
@Suite struct EmbeddingTests {
    /// The worker program has functions of its own in the place of some of the C library's. They are for its engine:
    /// here they would cut waits short, and move clocks.
    @Test(arguments: [
        "clock_gettime", "getrandom", "getrusage", "madvise", "mmap", "mmap64", "mprotect", "mremap", "munmap", "poll",
        "ppoll", "prctl", "pread", "pread64", "pthread_cond_timedwait", "pthread_create", "pthread_kill", "read",
        "readv", "recvmsg", "setlocale",
    ])
    func theCLibrarysFunctionsAreItsOwn(name: String) throws {
        let address = UInt(bitPattern: try #require(dlsym(nil, name)))
        let file = try #require(FileHandle(forReadingAtPath: "/proc/self/maps"))
        let maps = String(decoding: try #require(try file.readToEnd()), as: UTF8.self)
        let line = maps.split(separator: "\n").first { line in
            let bounds = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
            return bounds.count == 2 && (bounds[0]..<bounds[1]).contains(address)
        }
        let object = try #require(line?.split(separator: " ").last)
        #expect(object.hasSuffix("/libc.so.6") || object == "[vdso]", "\(object)")
    }
}
