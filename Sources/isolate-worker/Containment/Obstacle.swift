import Glibc

/// Why a layer is off: the call that failed, and its error; nil if it did not fail.
func obstacle(_ call: StaticString, _ result: Int32) -> String? {
    result < 0 ? "\(call): \(String(cString: strerror(errno)))" : nil
}
