/// The sender of a request.
package struct Identity: Sendable, Equatable {
    package let tenant: String
    /// The digest of the token that identified the sender; nil if something else did.
    package let tokenDigest: [UInt8]?
}

/// What a request says about its sender.
package struct Credentials: Sendable {
    /// The header `authorization`.
    package var authorization: String?
    /// The header `x-isolates-tenant`.
    package var tenant: String?
    /// The header `origin`, which only web pages send.
    package var origin: String?

    package init(authorization: String? = nil, tenant: String? = nil, origin: String? = nil) {
        self.authorization = authorization
        self.tenant = tenant
        self.origin = origin
    }
}

/// Identifies the sender of a request.
package struct IdentityRules: Sendable {
    /// Why a request's sender is not served.
    package enum Refusal: Error, Equatable, Sendable {
        case unauthorized(String)
        case forbidden(String)

        package var reason: String {
            switch self {
            case .unauthorized(let reason), .forbidden(let reason): reason
            }
        }
    }

    private let tokens: TokenDigests
    private let hasTokens: Bool
    private let trustedProxies: [NetworkRange]

    /// - Parameters:
    ///   - tokens: the tokens; nil if none are required.
    ///   - trustedProxies: the proxies that may say who their clients are.
    package init(_ tokens: TokenDigests?, trustedProxies: [NetworkRange]) {
        self.tokens = tokens ?? TokenDigests(nil)
        hasTokens = tokens != nil
        self.trustedProxies = trustedProxies
    }

    package func identify(_ credentials: Credentials, from peer: Peer) throws(Refusal) -> Identity {
        if let tenant = try tenantOfProxy(credentials, peer) { return Identity(tenant: tenant, tokenDigest: nil) }
        if hasTokens, let authorization = credentials.authorization { return try bearer(of: authorization) }
        switch peer {
        case .user(let name):
            try refusePages(credentials)
            return Identity(tenant: name, tokenDigest: nil)
        case .address(let address):
            guard !hasTokens else {
                throw .unauthorized("this needs a token: send authorization: Bearer TOKEN")
            }
            guard trustedProxies.isEmpty else {
                throw isTrusted(peer)
                    ? .unauthorized("the proxy names no tenant: it is to send x-isolates-tenant")
                    : .forbidden("requests are taken from trusted proxies alone")
            }
            guard address.isLoopback else { throw .forbidden("requests are taken from this machine alone") }
            try refusePages(credentials)
            return Identity(tenant: TenantName.sole, tokenDigest: nil)
        }
    }

    private func isTrusted(_ peer: Peer) -> Bool {
        guard case .address(let address) = peer else { return false }
        return trustedProxies.contains { $0.contains(address) }
    }

    private func tenantOfProxy(_ credentials: Credentials, _ peer: Peer) throws(Refusal) -> String? {
        guard isTrusted(peer), let tenant = credentials.tenant else { return nil }
        guard TenantName.isValid(tenant) else {
            throw .unauthorized("x-isolates-tenant must have 1 to 64 letters, digits, \".\", \"_\" and \"-\"")
        }
        return tenant
    }

    private func bearer(of authorization: String) throws(Refusal) -> Identity {
        let parts = authorization.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw .unauthorized("authorization must be: Bearer TOKEN")
        }
        let digest = SHA256.digest(of: parts[1].utf8)
        guard let tenant = tokens.tenant(of: digest) else { throw .unauthorized("there is no such token") }
        return Identity(tenant: tenant, tokenDigest: digest)
    }

    /// Refuses web pages of other machines. If clients need not identify themselves, any page in a browser of this
    /// machine could send requests.
    private func refusePages(_ credentials: Credentials) throws(Refusal) {
        guard let origin = credentials.origin else { return }
        let host = origin.split(separator: "/").dropFirst().first ?? ""
        let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
        guard ["localhost", "127.0.0.1", "[::1]"].contains(name) else {
            throw .forbidden("web pages of other machines are served with tokens only")
        }
    }
}
