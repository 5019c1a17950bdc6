import Testing

@testable import IsolatesRPC
@testable import IsolatesService

@Suite struct PlacementTests {
    private let placement = Placement(host: HostName("web1")!, start: 1_000)

    @Test func idsNameTheirHostAndNobodyGuessesThem() throws {
        let (one, other) = (placement.id(number: 1), placement.id(number: 1))
        #expect(one != other)
        let id = try #require(ContextID(one))
        #expect(id.host.description == "web1" && id.number == 1_001 && id.secret.utf8.count == 32)
        #expect(id.description == one)
    }

    @Test func anIDTellsWhereItsContextIs() {
        let secret = String(repeating: "0", count: 32)
        #expect(placement.explanation(of: "web2.7.\(secret)")?.cause == .otherHost("web2"))
        #expect(placement.explanation(of: "web1.999.\(secret)")?.cause == nil)
        #expect(placement.explanation(of: "web1.999.\(secret)")?.kind == .disposed)
        #expect(placement.explanation(of: "web1.1001.\(secret)") == nil)
        #expect(placement.explanation(of: "c1") == nil)
    }

    @Test(arguments: ["", "a.b", "a b", "ä", String(repeating: "a", count: 64)])
    func hostNamesAreLettersDigitsAndHyphens(text: String) {
        #expect(HostName(text) == nil)
    }
}

extension RPCError: Equatable {
    public static func == (left: RPCError, right: RPCError) -> Bool {
        left.code == right.code && left.message == right.message
    }
}
