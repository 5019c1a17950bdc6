import Glibc

/// The reason why the proof has failed.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }

    init(call: String) {
        description = "\(call): \(String(cString: strerror(errno)))"
    }
}
