import CEditLine
import Dispatch
import Glibc

/// Lines that a person types at a terminal, with history and the usual keys: the editline library, which has one user
/// at a time.
final class LineEditor: LineSource {
    /// What the library's callbacks find: the prompt to show, and what they have seen.
    private final class Screen {
        /// Stays where it is while a line is read.
        var prompt = strdup("")!
        var interruption: Line?

        deinit {
            free(prompt)
        }
    }

    private let editor: OpaquePointer
    private let history: OpaquePointer
    private let file: HistoryFile?
    private let screen = Screen()
    /// Where a line is waited for: no thread that others need.
    private let queue = DispatchQueue(label: "isolates.repl.input")

    /// Nil where the library can't use the terminal.
    init?(history file: HistoryFile?) {
        // Without a UTF-8 locale the library takes each byte for a character.
        setlocale(LC_CTYPE, "")
        if String(cString: nl_langinfo(Int32(CODESET))) != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
        guard let editor = isolates_el_init(), let history = isolates_history_init(HistoryFile.maximumCount) else {
            return nil
        }
        self.editor = editor
        self.history = history
        self.file = file
        isolates_el_set_client_data(editor, Unmanaged.passUnretained(screen).toOpaque())
        isolates_el_use_defaults(editor)
        isolates_el_set_prompt(editor) { LineEditor.screen(of: $0).prompt }
        isolates_el_bind_interrupt(editor) { editor, _ in
            guard let line = el_line(editor)?.pointee else { return UInt8(CC_EOF) }
            LineEditor.screen(of: editor).interruption = .interrupted(hadText: line.lastchar > line.buffer)
            return UInt8(CC_EOF)
        }
        isolates_el_use_history(editor, history)
        file?.load(history)
    }

    deinit {
        el_end(editor)
        history_end(history)
    }

    func next(prompt: Prompt) async -> Line {
        await withUnsafeContinuation { continuation in
            nonisolated(unsafe) let editor = self
            queue.async { continuation.resume(returning: editor.read(prompt)) }
        }
    }

    /// Adds a line to the history.
    func remember(_ line: String) {
        isolates_history_add(history, line)
        file?.save(history)
    }

    private func read(_ prompt: Prompt) -> Line {
        free(screen.prompt)
        screen.prompt = strdup(prompt.rawValue)
        screen.interruption = nil
        var count: Int32 = 0
        isolates_el_prepare_terminal(editor)
        let text = el_gets(editor, &count)
        if let interruption = screen.interruption { return interruption }
        guard let text, count > 0 else { return .end }
        var line = String(cString: text)
        if line.last == "\n" { line.removeLast() }
        return .text(line)
    }

    private static func screen(of editor: OpaquePointer?) -> Screen {
        Unmanaged<Screen>.fromOpaque(isolates_el_client_data(editor)).takeUnretainedValue()
    }
}
