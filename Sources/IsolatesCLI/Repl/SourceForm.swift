import Isolates

/// One way of reading what was typed: what stands before it and behind it makes it a script.
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

    /// Whether the text is the beginning of a script. The engine tells: it reads it to its end, and complains about
    /// nothing before a character behind it that no script can have, be it in code, in a template or in a comment.
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
