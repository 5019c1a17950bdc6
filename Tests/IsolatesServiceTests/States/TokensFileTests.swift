import Testing

@testable import IsolatesService

@Suite struct TokensFileTests {
    private static let digest = String(repeating: "ab", count: 32)

    private func file(_ lines: String...) throws(TokensFile.Fault) -> TokensFile {
        try TokensFile(Array(lines.joined(separator: "\n").utf8))
    }

    @Test func aLineIsATokenWithItsLimits() throws {
        let file = try file(
            #"{"tenant":"a","sha256":"\#(Self.digest)","maxContexts":1,"maxRuns":2,"maxQueued":0,"#
                + #""runsPerSecond":0.5,"maxMemory":1000000,"timeout":250,"memoryLimit":33554432}"#, "", "  ",
            #"{"tenant":"b","sha256":"\#(Self.digest.uppercased())"}"#)
        #expect(file.entries.map(\.tenant) == ["a", "b"])
        let limits = file.entries[0].limits
        #expect(limits.maxContexts == 1 && limits.maxRuns == 2 && limits.maxQueued == 0 && limits.runsPerSecond == 0.5)
        #expect(limits.timeout == .milliseconds(250) && limits.memoryLimit == .megabytes(32))
        #expect(file.entries[1].limits == TenantLimits())
        #expect(file.entries[0].digest == file.entries[1].digest)
    }

    @Test func aLimitMayBeAsLargeAsANumberCanBe() throws {
        let file = try file(
            #"{"tenant":"a","sha256":"\#(Self.digest)","maxMemory":\#(Int.max),"memoryLimit":\#(Int.max)}"#)
        #expect(file.entries[0].limits.maxMemory == .bytes(.max))
        #expect(file.entries[0].limits.memoryLimit == .bytes(.max))
    }

    @Test(
        arguments: [
            (#"{"tenant":"a"}"#, "sha256"), (#"{"sha256":"\#(digest)"}"#, "tenant"),
            (#"{"tenant":"a b","sha256":"\#(digest)"}"#, "tenant"), (#"{"tenant":"a","sha256":"abc"}"#, "sha256"),
            (#"{"tenant":"a","sha256":"\#(digest)","maxRun":1}"#, "maxRun"),
            (#"{"tenant":"a","sha256":"\#(digest)","maxRuns":-1}"#, "maxRuns"),
            (#"{"tenant":"a","sha256":"\#(digest)","timeout":0}"#, "timeout"), ("tenant", "expected"),
        ])
    func aFaultIsNamedWithItsLine(line: String, word: String) {
        let fault = #expect(throws: TokensFile.Fault.self) { try file("", line) }
        #expect(fault?.line == 2)
        #expect(fault?.reason.contains(word) == true)
    }
}
