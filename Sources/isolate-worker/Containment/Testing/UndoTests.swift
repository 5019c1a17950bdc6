#if TESTABLE_WORKER
    import CJavaScriptCore
    import CUndo
    import Glibc

    /// Options of `CUndo` for tests.
    enum UndoTests {
        static func prepare() {
            undo_test_options(
                TestOptions.doubtsCommits, TestOptions.pausesRestores, TestOptions.delaysIntroductions)
        }
    }

    /// `undoTest(what, number)`: `counts` returns `undo_counts`. `golden` makes the next commit fork a copy of the
    /// process, which introduces itself with that number and then stands still. `die` ends the process in the midst of
    /// that copy of a page or a line which its commits make, counted from now; `dieRestoring` ends its base in the
    /// midst of that copy of a restore; `dieNoting` ends the process while it adds the new page of that number to the
    /// log. `map` maps that many single pages, fills them, unmaps them, and returns how many had been all zeros.
    let undoTestFunction: JSObjectCallAsFunctionCallback = { context, _, _, count, arguments, _ in
        guard let context, let arguments, count > 0 else { return nil }
        let number = count > 1 ? UInt64(JSValueToNumber(context, arguments[1], nil)) : 0
        switch textOfString(arguments[0], in: context)?.description {
        case "counts":
            let text = makeEngineString("\(undo_counts())")
            defer { JSStringRelease(text) }
            return JSValueMakeString(context, text)
        case "golden": undo_test_ask_for_golden(number, Worker.current.introductions)
        case "die": undo_test_die(number, 0, 0)
        case "dieRestoring": undo_test_die(0, number, 0)
        case "dieNoting": undo_test_die(0, 0, number)
        case "map": return JSValueMakeNumber(context, Double(useSmallMappings(number)))
        case let name: preconditionFailure("no such test of undo: \(name ?? "")")
        }
        return JSValueMakeUndefined(context)
    }

    private func useSmallMappings(_ count: UInt64) -> Int {
        let pages = (0..<count).map { _ in
            undo_mmap(nil, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
        }
        defer { for page in pages { undo_munmap(page, 4096) } }
        return pages.count { page in
            let bytes = UnsafeMutableRawBufferPointer(start: page, count: 4096)
            defer { for index in bytes.indices { bytes[index] = 7 } }
            return bytes.allSatisfy { $0 == 0 }
        }
    }
#endif
