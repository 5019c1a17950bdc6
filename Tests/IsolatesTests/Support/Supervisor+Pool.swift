import Testing

@testable import Isolates

extension Supervisor {
    /// The pool of workers that are forked ahead, with one that is ready.
    func readyPool() async throws -> WorkerPool {
        let pool = try await pool(of: nil)
        pool.fill()
        #expect(await becomesTrue { pool.readyCount > 0 })
        return pool
    }
}
