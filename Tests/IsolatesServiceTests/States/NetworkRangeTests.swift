import Testing

@testable import IsolatesService

@Suite struct NetworkRangeTests {
    @Test(
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false), ("10.0.0.1", "10.0.0.1", true),
            ("10.0.0.1", "10.0.0.2", false), ("0.0.0.0/0", "1.2.3.4", true), ("fd00::/8", "fd12::1", true),
            ("fd00::/8", "fe80::1", false), ("10.0.0.0/8", "::ffff:10.0.0.1", true), ("10.0.0.0/8", "fd00::1", false),
            ("10.0.0.0/9", "10.128.0.0", false),
        ])
    func rangesHoldTheirAddresses(range: String, address: String, holds: Bool) throws {
        let range = try #require(NetworkRange(range))
        #expect(range.contains(try #require(NetworkAddress(address))) == holds)
    }

    @Test(arguments: ["", "10.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8/8", "host"])
    func otherTextsAreNone(text: String) {
        #expect(NetworkRange(text) == nil)
    }
}
