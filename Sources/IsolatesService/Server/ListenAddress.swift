/// The address that the service listens on: `unix:PATH` or `HOST:PORT`.
package enum ListenAddress: Sendable, Hashable, CustomStringConvertible {
    case unix(String)
    case tcp(host: String, port: Int)

    package static let standard = ListenAddress.tcp(host: "127.0.0.1", port: 7433)

    /// - Returns: nil for any other text.
    package init?(_ text: String) {
        if text.hasPrefix("unix:") {
            let path = text.dropFirst(5)
            // The longest path that sockaddr_un holds (unix(7)), with a final 0.
            guard (1...107).contains(path.utf8.count) else { return nil }
            self = .unix(String(path))
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        // The colons of an IPv6 address leave it open where the port begins (RFC 3986, 3.2.2).
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        guard !host.isEmpty else { return nil }
        self = .tcp(host: String(host), port: port)
    }

    /// Whether it can be reached only from this machine.
    package var isLocal: Bool {
        switch self {
        case .unix: true
        case .tcp(let host, _): host == "localhost" || NetworkAddress(host)?.isLoopback == true
        }
    }

    package var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
