import CLinux
import Glibc
import Synchronization
import Testing

@testable import Workers

/// Packets by a real socket pair: in order, whether or not there is room.
@Suite(.timeLimit(.minutes(1))) struct PacketSenderTests {
    private final class Failures: Sendable {
        private let reasons = Mutex<[String]>([])

        func packet(_ bytes: [UInt8], _ descriptors: [Descriptor] = []) -> PacketSender.Packet {
            PacketSender.Packet(bytes, descriptors) { reason in self.reasons.withLock { $0.append(reason) } }
        }

        var all: [String] { reasons.withLock { $0 } }
    }

    private func pair() throws -> (sender: PacketSender, receiver: Descriptor) {
        let (near, far) = try System.packetSocketPair()
        for end in [near, far] { try System.setNonblocking(end.number) }
        return (PacketSender(near, try Reactor.shared()), far)
    }

    /// The next packet, which may still be on its way.
    private func receive(_ socket: Descriptor) async throws -> (bytes: [UInt8], descriptors: [Descriptor])? {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            if let packet = System.receivePacket(from: socket.number) { return packet }
            try await Task.sleep(for: .milliseconds(1))
        }
        return nil
    }

    private func number(_ value: Int) -> [UInt8] { Array("\(value)".utf8) }

    @Test func bringsBytesAndDescriptors() async throws {
        let (sender, receiver) = try pair()
        let failures = Failures()
        sender.send(failures.packet([1, 2, 3], [.toNowhere, .toNowhere]))
        let packet = try #require(await receive(receiver))
        #expect(packet.bytes == [1, 2, 3] && packet.descriptors.count == 2)
        #expect(failures.all.isEmpty)
        sender.close()
    }

    /// Many more than a socket holds: what waits is sent by the reactor when there is room.
    @Test func aFullSocketKeepsTheOrder() async throws {
        let (sender, receiver) = try pair()
        let failures = Failures()
        let count = 3_000
        for value in 0..<count { sender.send(failures.packet(number(value))) }
        for value in 0..<count {
            let packet = try #require(await receive(receiver), "packet \(value) is lost")
            #expect(packet.bytes == number(value))
        }
        #expect(System.receivePacket(from: receiver.number) == nil)
        #expect(failures.all.isEmpty)
        sender.close()
    }

    /// Each of those who send at once has its own packets in order, and none is lost when the socket is full.
    @Test func severalThreadsSendAtOnce() async throws {
        let (sender, receiver) = try pair()
        let failures = Failures()
        let (tasks, each) = (4, 500)
        async let senders: Void = withTaskGroup(of: Void.self) { group in
            for task in 0..<tasks {
                group.addTask {
                    for value in 0..<each { sender.send(failures.packet([UInt8(task)] + self.number(value))) }
                }
            }
        }
        var next = [Int](repeating: 0, count: tasks)
        for _ in 0..<tasks * each {
            let packet = try #require(await receive(receiver), "of each, came: \(next)")
            let task = Int(packet.bytes[0])
            #expect(Array(packet.bytes.dropFirst()) == number(next[task]))
            next[task] += 1
        }
        await senders
        #expect(failures.all.isEmpty)
        sender.close()
    }

    @Test func whatWaitsIsToldOfTheEndOnce() async throws {
        let (sender, receiver) = try pair()
        let failures = Failures()
        let count = 3_000
        for value in 0..<count { sender.send(failures.packet(number(value))) }
        sender.close()
        sender.close()
        #expect(sender.socket == nil)
        var received = 0
        while let packet = System.receivePacket(from: receiver.number), !packet.bytes.isEmpty { received += 1 }
        #expect(received > 0 && received + failures.all.count == count)
        #expect(Set(failures.all) == ["the process is gone"])
        sender.send(failures.packet([1]))
        #expect(received + failures.all.count == count + 1)
    }

    /// An error costs one packet.
    @Test func aPacketThatCannotBeSentIsToldWhy() async throws {
        let (sender, receiver) = try pair()
        let failures = Failures()
        sender.send(failures.packet([UInt8](repeating: 0, count: 64 << 20)))
        sender.send(failures.packet([7]))
        #expect(failures.all.count == 1 && failures.all[0].hasPrefix("sendmsg:"))
        #expect(try await receive(receiver)?.bytes == [7])
        sender.close()
    }

    @Test func aSocketWhosePeerIsGoneTellsEveryPacket() throws {
        let (near, far) = try System.packetSocketPair()
        try System.setNonblocking(near.number)
        let sender = PacketSender(near, try Reactor.shared())
        try System.shutDownReading(far.number)
        let failures = Failures()
        for _ in 0..<3 { sender.send(failures.packet([1])) }
        #expect(failures.all.count == 3)
        sender.close()
        #expect(failures.all.count == 3)
    }
}
