import Glibc

/// Why a layer is off: the call that failed, and how. Nil where it did not fail.
func obstacle(_ call: StaticString, _ result: Int32) -> String? {
    result < 0 ? "\(call): \(String(cString: strerror(errno)))" : nil
}
