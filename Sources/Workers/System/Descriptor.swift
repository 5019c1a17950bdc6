/// An open file descriptor, closed when its last reference goes. So its number can't be reused for another file while a
/// thread is in a system call with it.
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
