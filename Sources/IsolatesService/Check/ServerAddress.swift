/// The address of a service: `http://HOST:PORT` or `unix:PATH`.
package struct ServerAddress: Sendable, Hashable {
    let address: ListenAddress

    /// - Returns: nil for any other text. `https` is not supported.
    package init?(_ text: String) {
        var text = text
        let scheme = "http://"
        if text.hasPrefix(scheme) {
            text = String(text.dropFirst(scheme.count))
            if text.hasSuffix("/") { text.removeLast() }
            guard !text.contains("/") else { return nil }
            // The port of a URL that names none (RFC 9110, 4.2.1). An IPv6 address has colons, too (RFC 3986, 3.2.2).
            if text.hasSuffix("]") || !text.contains(":") { text += ":80" }
        } else if !text.hasPrefix("unix:") {
            return nil
        }
        guard let address = ListenAddress(text) else { return nil }
        self.address = address
    }
}
