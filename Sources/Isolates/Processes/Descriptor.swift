/// The one owner of a file descriptor: it is closed when its owner lets it go.
struct Descriptor: ~Copyable, Sendable {
    let number: Int32

    init(_ number: Int32) {
        self.number = number
    }

    deinit {
        System.close(number)
    }
}
