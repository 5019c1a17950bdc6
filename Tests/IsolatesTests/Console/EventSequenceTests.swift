import Foundation
import Testing
@testable import Isolates

/// Console entries and unhandled rejections as sequences.
@Suite(.timeLimit(.minutes(1))) struct EventSequenceTests {
    @Test func aContextsEntriesInOrderUntilItIsGone() async throws {
        try await withMachine { machine in
            try await machine.run("console.log('before anybody reads')")
            let entries = machine.context.consoleEntries()
            try await machine.run("for (let i = 0; i < 1000; i++) console.log(i); console.error('e')")
            try await machine.run("console.warn({ a: [1] })")
            machine.context.dispose()
            var all: [ConsoleEntry] = []
            for await entry in entries { all.append(entry) }
            #expect(all.prefix(1_000).map(\.arguments) == (0..<1_000).map { [Value($0)] })
            #expect(all.dropFirst(1_000).map(\.level) == [.error, .warn])
            #expect(all.last?.arguments == [["a": [1]]])
            #expect(all.allSatisfy { $0.context == machine.context.id })
        }
    }

    @Test func allContextsEntriesUntilTheShutdown() async throws {
        let supervisor = Supervisor()
        let entries = supervisor.consoleEntries()
        for number in 0..<3 { try await supervisor.runInNewContext("console.log(\(number))") }
        await supervisor.shutdown()
        var all: [Value] = []
        for await entry in entries { all += entry.arguments }
        #expect(all == [0, 1, 2])
        // Nothing comes any more, and nobody waits for it.
        for await _ in supervisor.consoleEntries() { Issue.record("the supervisor was shut down") }
    }

    @Test func whatAKilledRunHasWritten() async throws {
        try await withMachine { machine in
            let entries = machine.context.consoleEntries()
            let error = try await machine.error(
                "for (let i = 0; i < 300; i++) console.log(i); for (;;);", timeout: .seconds(1))
            #expect(error.code == .timeout)
            machine.context.dispose()
            var count = 0
            for await _ in entries { count += 1 }
            #expect(count == 300)
        }
    }

    @Test func rejections() async throws {
        try await withMachine { machine in
            let rejections = machine.context.unhandledRejections()
            let ofAll = machine.supervisor.unhandledRejections()
            try await machine.run("Promise.reject(1); Promise.reject(2).catch(() => 0); console.log(3)")
            var iterator = rejections.makeAsyncIterator()
            #expect(await iterator.next()?.value == 1)
            var other = ofAll.makeAsyncIterator()
            #expect(await other.next()?.value == 1)
        }
    }

    @Test func eachSequenceHasEveryEntryBesideTheHandler() async throws {
        let handled = ConsoleTests.Entries()
        try await withMachine([:], Supervisor.Configuration(console: { handled.add($0) }, formatsConsole: true)) {
            machine in
            var iterators = (0..<3).map { _ in machine.context.consoleEntries().makeAsyncIterator() }
            try await machine.run("console.log('%d', 1); console.log(2)")
            for index in iterators.indices {
                #expect(await iterators[index].next()?.text == "1")
                #expect(await iterators[index].next()?.text == "2")
            }
            #expect(handled.all.count == 2)
        }
    }

    @Test func nothingIsLostToASlowReader() async throws {
        try await withMachine { machine in
            let entries = machine.context.consoleEntries()
            let reader = Task {
                var sum = 0
                for await entry in entries {
                    let number = try #require(entry.arguments[0].int)
                    #expect(number == sum)
                    sum += 1
                    if sum.isMultiple(of: 500) { try await Task.sleep(for: .milliseconds(5)) }
                }
                return sum
            }
            try await machine.run("const text = 'x'.repeat(1000); for (let i = 0; i < 5000; i++) console.log(i, text)")
            machine.context.dispose()
            #expect(try await reader.value == 5_000)
        }
    }

    @Test func aFloodThatNobodyReadsWaits() async throws {
        try await withMachine { machine in
            let other = try await machine.supervisor.createContext()
            let entries = machine.supervisor.consoleEntries()
            let before = try residentBytes()
            let error = try await machine.error("for (;;) console.log('x'.repeat(1000))", timeout: .seconds(2))
            #expect(error.code == .timeout)
            #expect(try residentBytes() - before < 50 << 20)
            // Who writes nothing is not held up.
            #expect(try await machine.supervisor.runInContext("1 + 1", other) == 2)
            await machine.supervisor.shutdown()
            var bytes = 0
            for await entry in entries { bytes += entry.arguments[0].string?.utf8.count ?? 0 }
            #expect(1 << 19...2 << 20 ~= bytes)
        }
    }

    @Test func aSequenceThatIsLetGoHoldsNobodyUp() async throws {
        try await withMachine { machine in
            _ = machine.context.consoleEntries()
            var entries: EventSequence? = machine.supervisor.consoleEntries()
            let run = Task { try await machine.run("for (let i = 0; i < 5000; i++) console.log('x'.repeat(1000)); 7") }
            try await Task.sleep(for: .milliseconds(100))
            withExtendedLifetime(entries) {}
            entries = nil
            #expect(try await run.value == 7)
        }
    }

    @Test func cancellationEndsTheReading() async throws {
        try await withMachine { machine in
            let entries = machine.context.consoleEntries()
            let reader = Task { for await _ in entries {} }
            reader.cancel()
            await reader.value
            try await machine.expect("console.log(1); 2", gives: 2)
        }
    }

    private func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
