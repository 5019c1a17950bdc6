import Foundation
import Synchronization
import Testing
@testable import Isolates

/// What consoles tell the program, in order and within bounds.
@Suite(.timeLimit(.minutes(1))) struct ConsoleTests {
    final class Entries: Sendable {
        private let entries = Mutex<[ConsoleEntry]>([])
        func add(_ entry: ConsoleEntry) { entries.withLock { $0.append(entry) } }
        var all: [ConsoleEntry] { entries.withLock { $0 } }
    }

    @Test func entriesComeInOrderBeforeTheResult() async throws {
        let entries = Entries()
        try await withMachine([:], Supervisor.Configuration(console: { entries.add($0) })) { machine in
            try await machine.expect("for (let i = 0; i < 2000; i++) console.log(i); 'end'", gives: "end")
            #expect(entries.all.map(\.arguments) == (0..<2000).map { [Value($0)] })
            #expect(entries.all.allSatisfy { $0.text == nil && $0.context == machine.context.id && $0.level == .log })
        }
    }

    @Test func slowHandlersAreWaitedFor() async throws {
        let entries = Entries()
        let console: @Sendable (ConsoleEntry) async -> Void = { entry in
            try? await Task.sleep(for: .milliseconds(30))
            entries.add(entry)
        }
        try await withMachine([:], Supervisor.Configuration(console: console)) { machine in
            try await machine.run("console.log(1); console.log(2); console.log(3)")
            #expect(entries.all.count == 3)
            #expect(try await machine.error("console.log(4); throw 1").code == .exception)
            #expect(entries.all.count == 4)
        }
    }

    @Test func levels() async throws {
        let entries = Entries()
        try await withMachine([:], Supervisor.Configuration(console: { entries.add($0) }, formatsConsole: true)) {
            machine in
            try await machine.run(
                """
                console.log('a'); console.info('b'); console.warn('c'); console.error('d'); console.debug('e');
                console.assert(true, 'no'); console.assert(false, 'f'); console.trace('g')
                """)
            #expect(entries.all.prefix(6).map(\.level) == [.log, .info, .warn, .error, .debug, .warn])
            #expect(entries.all.prefix(6).map(\.text) == ["a", "b", "c", "d", "e", "Assertion failed: f"])
            #expect(entries.all.count == 7)
            #expect(entries.all.last?.level == .error)
            #expect(entries.all.last?.text?.hasPrefix("Trace: g\n    at ") == true)
        }
    }

    @Test func textIsFormatted() async throws {
        let entries = Entries()
        try await withMachine([:], Supervisor.Configuration(console: { entries.add($0) }, formatsConsole: true)) {
            machine in
            try await machine.run(
                "console.log('%s is %d', 'x', 5, {a: [1]}); console.group('g'); console.log('in'); console.groupEnd(); console.log('out')"
            )
            #expect(entries.all.map(\.text) == ["x is 5 { a: [ 1 ] }", "g", "  in", "out"])
            #expect(entries.all.first?.arguments == ["%s is %d", "x", 5, ["a": [1]]])
        }
    }

    @Test func aFloodTakesNoMemory() async throws {
        let count = Atomic<Int>(0)
        let console: @Sendable (ConsoleEntry) async -> Void = { _ in
            count.add(1, ordering: .relaxed)
            try? await Task.sleep(for: .milliseconds(1))
        }
        try await withMachine([:], Supervisor.Configuration(console: console)) { machine in
            try await machine.run("console.log('warm')")
            let before = try residentBytes()
            let error = try await machine.error("for (;;) console.log('x'.repeat(1000))", timeout: .seconds(2))
            #expect(error.code == .timeout)
            #expect(count.load(ordering: .relaxed) > 10)
            #expect(try residentBytes() - before < 50 << 20)
        }
    }

    private func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    @Test func unhandledRejections() async throws {
        let values = Mutex<[Value]>([])
        let configuration = Supervisor.Configuration(unhandledRejection: { rejection in
            values.withLock { $0.append(rejection.value) }
        })
        try await withMachine([:], configuration) { machine in
            try await machine.expect("Promise.reject(1); Promise.reject(2).catch(() => 0); 'fine'", gives: "fine")
            #expect(values.withLock { $0 } == [1])
            try await machine.run("(async () => { throw 3 })(); 0")
            #expect(values.withLock { $0 } == [1, 3])
            try await machine.run("const p = Promise.reject(4); Promise.resolve().then(() => p.catch(() => 0)); 0")
            #expect(values.withLock { $0 } == [1, 3])
        }
    }

    @Test func withoutAHandlerNothingHappens() async throws {
        try await withMachine { machine in
            try await machine.expect("console.log('x'.repeat(1e6)); Promise.reject(1); 5", gives: 5)
        }
    }

    @Test func aReplacedConsoleIsTheScriptsOwn() async throws {
        let entries = Entries()
        try await withMachine([:], Supervisor.Configuration(console: { entries.add($0) })) { machine in
            try await machine.run("var seen = []; console.log = x => seen.push(x); console.log(1); console.info(2)")
            try await machine.expect("seen", gives: [1])
            #expect(entries.all.map(\.arguments) == [[2]])
        }
    }
}
