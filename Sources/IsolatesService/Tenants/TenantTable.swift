import Isolates
import Synchronization

/// The tenants, and how they are identified.
final class TenantTable: Sendable {
    private struct State {
        var digests: TokenDigests?
        var tenants: [String: Tenant] = [:]
    }

    private let state: Mutex<State>
    private let trustedProxies: [NetworkRange]

    init(_ tokens: TokensFile?, trustedProxies: [NetworkRange]) {
        state = Mutex(State(digests: tokens.map { TokenDigests($0) }))
        self.trustedProxies = trustedProxies
    }

    /// The sender of a request.
    func identify(_ credentials: Credentials, from peer: Peer) throws(IdentityRules.Refusal) -> Identity {
        try IdentityRules(state.withLock { $0.digests }, trustedProxies: trustedProxies)
            .identify(credentials, from: peer)
    }

    /// Whether the sender's token is still valid.
    func isValid(_ identity: Identity) -> Bool {
        guard let digest = identity.tokenDigest else { return true }
        return state.withLock { $0.digests }?.tenant(of: digest) == identity.tenant
    }

    func tenant(_ name: String) -> Tenant {
        state.withLock { state in
            if let tenant = state.tenants[name] { return tenant }
            let tenant = Tenant(name: name, state.digests?.limits(of: name) ?? TenantLimits())
            state.tenants[name] = tenant
            return tenant
        }
    }

    /// Applies a new version of the file: its tokens and limits hold from now on.
    func replace(_ tokens: TokensFile) {
        let digests = TokenDigests(tokens)
        let tenants = state.withLock { state in
            state.digests = digests
            return state.tenants
        }
        for (name, tenant) in tenants { tenant.limits = digests.limits(of: name) ?? TenantLimits() }
    }
}
