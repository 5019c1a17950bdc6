import Synchronization
import Testing
import Wire

@testable import Isolates
@testable import Workers

/// A channel: empty, full, finished, closed × sending and receiving.
@Suite(.supervised, .timeLimit(.minutes(1))) struct EventChannelTests {
    /// Makes events of a context, each of about the size asked for.
    private struct Events {
        let context: Context

        init() async throws {
            context = try await Supervisor.ofSuite.createContext()
        }

        func event(_ number: Int, size: Int = 0) throws -> QueuedEvent {
            let padding = String(repeating: " ", count: size)
            let json = Array(#"{"type":"hostCall","call":\#(number)\#(padding)}"#.utf8)
            let event = try #require(WorkerEvent(ReplyHeader(json: json), json))
            return QueuedEvent(event: event, worker: context.processes.worker, queue: context.events.notifications)
        }
    }

    @Test func givesEventsInOrder() async throws {
        let events = try await Events()
        let channel = EventChannel()
        for number in 1...3 { await channel.send(try events.event(number)) }
        for number in 1...3 { #expect(await channel.next()?.event.call == number) }
    }

    @Test func whoeverWaitsGetsTheNext() async throws {
        let events = try await Events()
        let channel = EventChannel()
        let receiver = Task.immediate { await channel.next()?.event.call }
        await channel.send(try events.event(1))
        #expect(await receiver.value == 1)
        await channel.send(try events.event(2))
        #expect(await channel.next()?.event.call == 2)
    }

    /// The one that fills it is kept, and whoever brought it waits until it is read.
    @Test func whoeverFillsItWaitsForRoom() async throws {
        let events = try await Events()
        let channel = EventChannel()
        let isSent = Atomic<Bool>(false)
        let large = try events.event(1, size: EventChannel.capacity)
        let sender = Task.immediate {
            await channel.send(large)
            isSent.store(true, ordering: .releasing)
        }
        try await Task.sleep(for: .milliseconds(20))
        let isSentEarly = isSent.load(ordering: .acquiring)
        #expect(!isSentEarly)
        #expect(await channel.next()?.event.call == 1)
        await sender.value
    }

    @Test(arguments: ["finish", "close"]) func whoeverWaitsForRoomIsLetGoAtTheEnd(_ end: String) async throws {
        let events = try await Events()
        let channel = EventChannel()
        let large = try events.event(1, size: EventChannel.capacity)
        let sender = Task.immediate { await channel.send(large) }
        if end == "finish" { channel.finish() } else { channel.close() }
        await sender.value
        #expect(channel.isClosed == (end == "close"))
        // What comes now is dropped, and nobody waits.
        await channel.send(try events.event(2, size: EventChannel.capacity))
        if end == "finish" {
            #expect(await channel.next()?.event.call == 1)
            #expect(await channel.next() == nil)
        }
    }

    @Test func whoeverWaitsForAnEventIsToldOfTheEnd() async throws {
        let channel = EventChannel()
        let receivers = (0..<2).map { _ in Task.immediate { await channel.next() == nil } }
        channel.finish()
        for receiver in receivers { #expect(await receiver.value) }
        #expect(await channel.next() == nil)
    }

    /// Cancelled before, while it waits, or as the event comes: no event is lost.
    @Test func cancellingLosesNothing() async throws {
        let events = try await Events()
        let channel = EventChannel()
        let waiting = Task.immediate { await channel.next() == nil }
        waiting.cancel()
        #expect(await waiting.value)
        let early = Task { () -> Bool in
            withUnsafeCurrentTask { $0?.cancel() }
            return await channel.next() == nil
        }
        #expect(await early.value)
        for number in 1...200 {
            let event = try events.event(number)
            let receiver = Task { await channel.next()?.event.call }
            let sender = Task { await channel.send(event) }
            receiver.cancel()
            await sender.value
            if let call = await receiver.value {
                #expect(call == number)
            } else {
                #expect(await channel.next()?.event.call == number)
            }
        }
    }
}
