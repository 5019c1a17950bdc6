import Glibc

/// Nanoseconds of CLOCK_MONOTONIC.
public func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// A time in microseconds, for a table.
public func microseconds(_ nanoseconds: Double) -> String {
    fixed(nanoseconds / 1_000, digits: 1)
}

/// A time in the unit that suits it.
public func duration(_ nanoseconds: Double) -> String {
    switch nanoseconds {
    case ..<1e6: "\(fixed(nanoseconds / 1e3, digits: nanoseconds < 1e5 ? 1 : 0)) µs"
    case ..<1e9: "\(fixed(nanoseconds / 1e6, digits: nanoseconds < 1e7 ? 2 : nanoseconds < 1e8 ? 1 : 0)) ms"
    default: "\(fixed(nanoseconds / 1e9, digits: 2)) s"
    }
}

public func fixed(_ number: Double, digits: Int) -> String {
    guard number.isFinite else { return "-" }
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = Int((number.magnitude * scale).rounded())
    let fraction = String(scaled % Int(scale))
    let padding = String(repeating: "0", count: digits - (digits == 0 ? 0 : fraction.count))
    return (number < 0 ? "-" : "") + String(scaled / Int(scale)) + (digits == 0 ? "" : ".\(padding)\(fraction)")
}
