import Testing

@testable import Workers

/// The rules of a lock, which a debug build checks.
@Suite(.timeLimit(.minutes(1))) struct LockTests {
    @Test func givesBackWhatTheBodyGivesAndThrows() {
        struct Failure: Error {}
        let lock = Lock("numbers", 1)
        #expect(
            lock.withLock {
                $0 += 1; return $0
            } == 2)
        #expect(throws: Failure.self) { try lock.withLock { _ in throw Failure() } }
        // It was let go of on the way out.
        #expect(lock.withLock { $0 } == 2)
        LockWatch.expectNone("this test goes on")
    }

    #if DEBUG
        @Test func aNestedLockTrapsWithBothNames() async throws {
            let result = try #require(
                await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                    let outer = Lock("outer lock", 0)
                    let inner = Lock("inner lock", 0)
                    outer.withLock { _ in inner.withLock { _ in } }
                })
            let said = String(decoding: result.standardErrorContent, as: UTF8.self)
            #expect(said.contains("the lock 'inner lock' is taken while 'outer lock' is held"))
        }

        @Test func ioUnderALockTraps() async throws {
            let result = try #require(
                await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
                    let lock = Lock("some lock", 0)
                    lock.withLock { _ in _ = System.contents(ofSmallFile: "/proc/self/stat") }
                })
            let said = String(decoding: result.standardErrorContent, as: UTF8.self)
            #expect(said.contains("read(2) while the lock 'some lock' is held"))
        }

        @Test func resumingUnderALockTraps() async {
            await #expect(processExitsWith: .failure) {
                let lock = Lock("some lock", 0)
                await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
                    lock.withLock { _ in continuation.resumeUnlocked(returning: ()) }
                }
            }
        }
    #endif
}
