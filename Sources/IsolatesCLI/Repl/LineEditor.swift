import CEditLine
import Dispatch
import Glibc
import Synchronization

/// Lines that a person types at a terminal, with history and the usual keys: the editline library, which has one user
/// at a time.
final class LineEditor: LineSource {
    /// The state that the library's callbacks share.
    private final class Screen {
        /// The prompt. Its memory must stay valid while a line is read.
        var prompt = strdup("")!
        var interruption: Line?
        /// Returns the names that can complete the end of a text, and the part of it that they replace.
        var complete: (@Sendable (String) async -> Completions)?

        deinit {
            free(prompt)
        }
    }

    private let editor: OpaquePointer
    private let history: OpaquePointer
    private let file: HistoryFile?
    private let screen = Screen()
    /// Waits for lines, so that no thread of Swift's concurrency has to.
    private let queue = DispatchQueue(label: "isolates.repl.input")

    /// Nil if the library can't use the terminal.
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
        isolates_el_bind_completion(editor) { editor, _ in LineEditor.complete(editor) }
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

    /// Makes Tab complete names.
    func completeNames(_ complete: @escaping @Sendable (String) async -> Completions) {
        screen.complete = complete
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

    /// Handles Tab: inserts the common continuation of all possible names, or lists the names if there is none.
    private static func complete(_ editor: OpaquePointer?) -> UInt8 {
        let screen = screen(of: editor)
        guard let line = el_line(editor)?.pointee, let complete = screen.complete else { return UInt8(CC_ERROR) }
        let bytes = UnsafeRawBufferPointer(start: line.buffer, count: line.cursor - line.buffer)
        let text = String(decoding: bytes, as: UTF8.self)
        let completions = waitFor { await complete(text) }
        let rest = completions.commonPrefix.dropFirst(completions.typed.count)
        if !rest.isEmpty {
            return el_insertstr(editor, String(rest)) == 0 ? UInt8(CC_REFRESH) : UInt8(CC_ERROR)
        }
        guard completions.names.count > 1 else { return UInt8(CC_REFRESH_BEEP) }
        let width = Terminal.columns(of: STDOUT_FILENO) ?? 80
        Output().writeRaw("\n" + completions.columns(width: width), to: .standardOutput)
        return UInt8(CC_REDISPLAY)
    }

    /// Waits for a task's result. Only the editor's own thread may wait so.
    private static func waitFor(_ body: @escaping @Sendable () async -> Completions) -> Completions {
        let finished = DispatchSemaphore(value: 0)
        let result = Mutex(Completions())
        Task {
            let completions = await body()
            result.withLock { $0 = completions }
            finished.signal()
        }
        finished.wait()
        return result.withLock { $0 }
    }

    private static func screen(of editor: OpaquePointer?) -> Screen {
        Unmanaged<Screen>.fromOpaque(isolates_el_client_data(editor)).takeUnretainedValue()
    }
}
