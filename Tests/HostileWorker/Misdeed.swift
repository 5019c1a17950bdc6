import Glibc
import Wire

/// One way to break the protocol, by name.
struct Misdeed {
    let name: String
    /// The request that an honest worker would answer now.
    let id: Int
    let write: ([UInt8]) -> Void

    func commit() {
        switch name {
        case "honest": write(Reply.ended(id: id, .result(Array("42".utf8), inspected: nil)).frame())
        case "silence": break
        case "wrong-id": write(Reply.ended(id: id + 1_000, .result(Array("1".utf8), inspected: nil)).frame())
        case "start-id": json(#"{"type":"result","id":0,"value":1}"#)
        case "negative-id": json(#"{"type":"result","id":-9223372036854775808,"value":1}"#)
        case "overflowing-id": json(#"{"type":"result","id":99999999999999999999999,"value":1}"#)
        case "second-ready": write(Reply.ready.frame())
        case "restored-unasked": write(Reply.restored.frame())
        case "answer-twice":
            let answer = Reply.ended(id: id, .result(Array("1".utf8), inspected: nil)).frame()
            write(answer + answer)
        case "empty-frame": write([0, 0, 0, 0])
        case "four-gigabytes": write([255, 255, 255, 255]); endlessly([UInt8](repeating: 32, count: 1 << 16))
        case "just-too-long": write([4, 0x10, 0, 1]); endlessly([UInt8](repeating: 32, count: 1 << 16))
        case "never-ending-frame": write([4, 0, 0, 0]); write([UInt8](repeating: 32, count: 1 << 16))
        case "length-too-short": write([0, 0, 0, 10] + Array(#"{"type":"result","id":\#(id),"value":1}"#.utf8))
        case "half-a-header": write([0, 0]); _exit(0)
        case "deep": json(#"{"type":"result","id":\#(id),"value":"# + String(repeating: "[", count: 5_000_000))
        case "deep-but-closed":
            let depth = 40_000
            json(
                #"{"type":"result","id":\#(id),"value":"# + String(repeating: "[", count: depth)
                    + String(repeating: "]", count: depth) + "}")
        case "invalid-utf8":
            frame(
                Array(#"{"type":"result","id":\#(id),"inspected":""#.utf8) + [0xFF, 0xC0, 0x80]
                    + Array(#"","value":1}"#.utf8))
        case "no-json": json("hello")
        case "unknown-type": json(#"{"type":"surprise"}"#)
        case "unknown-member": json(#"{"type":"result","id":\#(id),"value":1,"more":1}"#)
        case "missing-value": json(#"{"type":"result","id":\#(id)}"#)
        case "trailing-bytes": json(#"{"type":"result","id":\#(id),"value":1} {}"#)
        case "malformed-value": json(#"{"type":"result","id":\#(id),"value":{"$type":"ref","value":7}}"#)
        case "malformed-exception":
            json(#"{"type":"exception","id":\#(id),"exception":{"value":{"$type":"date","value":"x"}}}"#)
        case "forked-unasked": write(Reply.ended(id: id, .forked(ForkedCopy(lastCall: 1))).frame())
        case "malformed-call": json(#"{"type":"hostCall","call":1,"handle":"f","arguments":[{"$type":"nonsense"}]}"#)
        case "call-without-array": json(#"{"type":"hostCall","call":1,"handle":"f","arguments":1}"#)
        case "call-without-number": json(#"{"type":"hostCall","handle":"f","arguments":[]}"#)
        case "malformed-console":
            json(#"{"type":"console","level":"log","arguments":[{"$type":"bigint","value":"x"}]}"#)
        case "console-flood":
            let line = String(repeating: "x", count: 1_500)
            endlessly(framed(Array(#"{"type":"console","level":"log","arguments":["\#(line)"]}"#.utf8)))
        case "call-flood":
            let text = String(repeating: "x", count: 1 << 20)
            endlessly(framed(Array(#"{"type":"hostCall","call":1,"handle":"nobody","arguments":["\#(text)"]}"#.utf8)))
        default: json(#"{"type":"nobody knows \#(name)"}"#)
        }
    }

    private func endlessly(_ bytes: [UInt8]) -> Never {
        while true { write(bytes) }
    }

    private func json(_ text: String) {
        frame(Array(text.utf8))
    }

    private func frame(_ bytes: [UInt8]) {
        write(framed(bytes))
    }

    private func framed(_ bytes: [UInt8]) -> [UInt8] {
        let length = UInt32(bytes.count)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> $0) } + bytes
    }
}
