import Testing
@testable import Isolates

/// `cachedData`: accepted only for the very script and engine that it was made from; whatever is wrong with it, the
/// script runs.
@Suite(.timeLimit(.minutes(1)), .supervised) struct CachedDataTests {
    private static let code = "function twice(x) { return x * 2 } twice(21)"

    private func data(_ code: String = code) async throws -> [UInt8] {
        try await Supervisor.ofSuite.script(code).createCachedData()
    }

    /// Makes a script with the data, and expects that it was rejected, or was not, and that the script runs.
    private func expect(
        _ data: [UInt8], isRejected: Bool, _ comment: Comment? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let script = try await Supervisor.ofSuite.script(Self.code, cachedData: data)
        #expect(script.cachedDataRejected == isRejected, comment, sourceLocation: sourceLocation)
        #expect(try await script.runInNewContext(as: Int.self) == 42, comment, sourceLocation: sourceLocation)
    }

    @Test func withoutData() async throws {
        let script = try await Supervisor.ofSuite.script(Self.code)
        #expect(script.cachedDataRejected == nil)
        #expect(script.cachedDataProduced == nil)
        #expect(script.cachedData == nil)
        #expect(!script.createCachedData().isEmpty)
    }

    @Test func producedDataIsAccepted() async throws {
        let script = try await Supervisor.ofSuite.script(Self.code, produceCachedData: true)
        #expect(script.cachedDataProduced == true)
        let data = try #require(script.cachedData)
        #expect(data == script.createCachedData())
        try await expect(data, isRejected: false)
        // A script may ask for both.
        let again = try await Supervisor.ofSuite.script(Self.code, cachedData: data, produceCachedData: true)
        #expect(again.cachedDataRejected == false && again.cachedDataProduced == true && again.cachedData == data)
    }

    @Test func dataMadeAfterRunsIsAccepted() async throws {
        let script = try await Supervisor.ofSuite.script(Self.code)
        try await script.runInNewContext()
        try await expect(script.createCachedData(), isRejected: false)
    }

    @Test func dataOfAnotherSupervisorIsAccepted() async throws {
        let data = try await withSupervisor { try await $0.script(Self.code).createCachedData() }
        try await expect(data, isRejected: false)
    }

    @Test func truncatedDataIsRejected() async throws {
        let data = try await data()
        for count in 0..<data.count { try await expect(Array(data.prefix(count)), isRejected: true, "\(count) bytes") }
        try await expect(data + [0], isRejected: true)
    }

    @Test func dataWithAFlippedBitIsRejected() async throws {
        let data = try await data()
        for index in data.indices {
            var damaged = data
            damaged[index] ^= 1 << UInt8(index % 8)
            try await expect(damaged, isRejected: true, "byte \(index)")
        }
    }

    @Test func foreignDataIsRejected() async throws {
        for foreign in [
            [], Array("function twice".utf8), [UInt8](repeating: 0, count: 4096),
            [UInt8](repeating: 0xff, count: 1 << 20),
        ] {
            try await expect(foreign, isRejected: true)
        }
    }

    @Test func dataOfAnotherSourceIsRejected() async throws {
        for other in ["1", Self.code + " ", Self.code + "\n", Self.code.replacing("21", with: "22"), ""] {
            try await expect(try await data(other), isRejected: true, "\(other)")
        }
    }

    @Test func dataOfAnotherEngineIsRejected() async throws {
        let script = try await Supervisor.ofSuite.script(Self.code)
        let engine = try await Supervisor.ofSuite.zygote().engineVersion
        #expect(CachedData(script.source, engine: engine).bytes == script.createCachedData())
        for other in ["2.50.5", "", engine + "0"] {
            try await expect(CachedData(script.source, engine: other).bytes, isRejected: true, "\(other)")
        }
    }

    @Test func dataDoesNotHideASyntaxError() async throws {
        let data = try await data()
        let error = try await vmError { _ = try await Supervisor.ofSuite.script("var = 1", cachedData: data) }
        #expect(error.code == .compilation)
        // What is forged to be accepted says so where it is run.
        let bad = Supervisor.ofSuite.makeScript("var = 1")
        let engine = try await Supervisor.ofSuite.zygote().engineVersion
        let forged = CachedData(bad.source, engine: engine).bytes
        let script = try await Supervisor.ofSuite.script("var = 1", cachedData: forged)
        #expect(script.cachedDataRejected == false)
        #expect(try await vmError { try await script.runInNewContext() }.code == .compilation)
    }

    @Test func acceptedDataNeedsNoWorker() async throws {
        let data = try await data()
        try await withSupervisor { supervisor in
            let script = try await supervisor.script(Self.code, cachedData: data)
            #expect(script.cachedDataRejected == false)
            #expect(supervisor.workerCount == 0)
        }
    }
}
