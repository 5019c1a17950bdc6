import Testing

@testable import IsolatesService

@Suite struct ServerAddressTests {
    @Test(arguments: [
        ("http://127.0.0.1:7433", "127.0.0.1:7433"), ("http://a:1/", "a:1"), ("http://a", "a:80"),
        ("http://a/", "a:80"),
        ("http://[::1]:7433", "[::1]:7433"), ("http://[::1]", "[::1]:80"), ("http://[::1]/", "[::1]:80"),
        ("unix:/run/isolates.sock", "unix:/run/isolates.sock"),
    ])
    func theAddressOfAService(text: String, address: String) {
        #expect(ServerAddress(text)?.address.description == address)
    }

    @Test(arguments: [
        "a:1", "https://a:1", "http://", "http:///", "http://a/b", "http://h/a", "http://a:1/b", "http://a:1//",
        "http://a:x",
        "http://::1", "unix:",
    ])
    func noAddress(text: String) {
        #expect(ServerAddress(text) == nil)
    }
}
