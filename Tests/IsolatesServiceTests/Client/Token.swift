#if Service
    import IsolatesService

    /// The token of a tenant, which is its name and `-token`.
    enum Token {
        /// A line of the file of `--tokens`.
        static func line(_ tenant: String, token: String? = nil, _ limits: String = "") -> String {
            let digest = SHA256.digest(of: (token ?? "\(tenant)-token").utf8)
                .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return #"{"tenant":"\#(tenant)","sha256":"\#(digest)"\#(limits.isEmpty ? "" : ",\(limits)")}"#
        }

        /// The header that carries it.
        static func bearer(_ tenant: String) -> [String: String] { ["authorization": "Bearer \(tenant)-token"] }
    }
#endif
