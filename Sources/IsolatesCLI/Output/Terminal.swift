import Glibc

/// What the terminal of a stream tells of itself (ioctl_tty(2)).
enum Terminal {
    /// The number of a terminal's columns; nil if the descriptor is no terminal, or the terminal does not say.
    static func columns(of descriptor: Int32) -> Int? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}
