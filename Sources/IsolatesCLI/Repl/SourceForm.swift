import Isolates

/// One way of reading the input: text before and after it makes it a script.
struct SourceForm {
    var prefix = ""
    let text: String
    var suffix = ""

    var code: String { prefix + text + suffix }

    /// Whether it compiles.
    func compiles(_ supervisor: Supervisor) async -> Bool {
        do throws(VMError) {
            _ = try await supervisor.script(code)
            return true
        } catch {
            return false
        }
    }

    /// Whether the text is the beginning of a script. It is if the engine, given the text and a further character that
    /// no script can have, complains about nothing before that character.
    func isBeginning(_ supervisor: Supervisor) async -> Bool {
        let lineCount = (prefix + text).utf8.count { $0 == UInt8(ascii: "\n") } + 1
        for ending in ["\n@", "\n`@", "\n*/@"] {
            do throws(VMError) {
                _ = try await supervisor.script(prefix + text + ending)
            } catch {
                if let line = error.exception?.line, line > lineCount { return true }
            }
        }
        return false
    }
}
