import Testing

@testable import IsolatesService

/// Who a request is from: tokens × proxies × peers.
@Suite struct IdentityTests {
    private let loopback = Peer.address(NetworkAddress("127.0.0.1")!)
    private let proxy = Peer.address(NetworkAddress("10.1.2.3")!)
    private let stranger = Peer.address(NetworkAddress("192.0.2.1")!)

    private func rules(tokens: [String: String]? = nil, proxies: [String] = []) throws -> IdentityRules {
        let lines = tokens?.map { tenant, token in
            let digest = SHA256.digest(of: token.utf8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            return #"{"tenant":"\#(tenant)","sha256":"\#(digest)"}"#
        }
        let file = try lines.map { try TokensFile(Array($0.joined(separator: "\n").utf8)) }
        return IdentityRules(file.map { TokenDigests($0) }, trustedProxies: proxies.map { NetworkRange($0)! })
    }

    @Test func withoutRulesThisMachineIsTheOneTenant() throws {
        let rules = try rules()
        #expect(try rules.identify(Credentials(), from: loopback).tenant == "default")
        #expect(try rules.identify(Credentials(), from: .user("ann")).tenant == "ann")
        #expect(throws: IdentityRules.Refusal.self) { try rules.identify(Credentials(), from: stranger) }
    }

    @Test func aTokenTellsTheTenant() throws {
        let rules = try rules(tokens: ["a": "one", "b": "two"])
        for peer in [loopback, stranger, .user("ann")] {
            #expect(try rules.identify(Credentials(authorization: "Bearer two"), from: peer).tenant == "b")
        }
        #expect(try rules.identify(Credentials(), from: .user("ann")).tenant == "ann")
        for authorization in [nil, "", "Bearer", "Bearer three", "Basic one", "one"] {
            #expect(throws: IdentityRules.Refusal.self) {
                try rules.identify(Credentials(authorization: authorization), from: loopback)
            }
        }
    }

    @Test func aTrustedProxyTellsTheTenantAndNobodyElse() throws {
        let rules = try rules(proxies: ["10.0.0.0/8"])
        #expect(try rules.identify(Credentials(tenant: "c"), from: proxy).tenant == "c")
        #expect(refusal { try rules.identify(Credentials(), from: proxy) } == "unauthorized")
        #expect(refusal { try rules.identify(Credentials(tenant: "a b"), from: proxy) } == "unauthorized")
        #expect(refusal { try rules.identify(Credentials(tenant: "c"), from: stranger) } == "forbidden")
        #expect(refusal { try rules.identify(Credentials(tenant: "c"), from: loopback) } == "forbidden")
    }

    @Test func webPagesOfOtherMachinesNeedAToken() throws {
        let rules = try rules()
        #expect(
            refusal { try rules.identify(Credentials(origin: "https://example.com"), from: loopback) } == "forbidden")
        #expect(refusal { try rules.identify(Credentials(origin: "null"), from: loopback) } == "forbidden")
        for origin in ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:3000"] {
            #expect(try rules.identify(Credentials(origin: origin), from: loopback).tenant == "default")
        }
    }

    private func refusal(_ body: () throws -> Identity) -> String? {
        do { _ = try body() } catch IdentityRules.Refusal.unauthorized { return "unauthorized" } catch IdentityRules
            .Refusal.forbidden
        { return "forbidden" } catch { return "\(error)" }
        return nil
    }
}
