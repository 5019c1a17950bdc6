/// An open file descriptor, closed when its last user lets go of it: so a thread that is in a system call with it never
/// finds its number to be another file's.
package final class Descriptor: Sendable {
    package let number: Int32

    package init(_ number: Int32) {
        self.number = number
    }

    deinit {
        LockWatch.expectNone("a descriptor is closed")
        System.close(number)
    }
}
