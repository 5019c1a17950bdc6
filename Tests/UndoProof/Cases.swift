import Glibc
import Wire

/// Cases that random histories do not contain, or too rarely.
struct Cases {
    let zygote: Zygote

    func run() throws {
        try killsInCommits()
        try killsInNotes()
        try killsInRestores()
        try manyChangedLines()
        try twiceInARow()
        try heapGrowth()
        try inaccessibleMemory()
        try kindsOfWork()
        try smallMappings()
        try idleness()
        try largeFrames()
        try pendingHostCalls()
        try copies()
        try webAssembly()
        try refusals()
        try unansweredCommit()
    }

    /// A worker that dies while a commit copies a page or a line is undone as if it had died before the commit.
    private func killsInCommits() throws {
        let context = try ProofContext(zygote)
        // A thousand lines that each commit changes: first the lines of the commit before are applied, and then others
        // take their place.
        _ = try context.run("var count = 0, garbage, bytes = new Uint32Array(16384); 0")
        var kills = 0
        for copy in Array(1...30) + Array(stride(from: 40, through: 2_800, by: 40)) {
            for _ in 0..<3 { _ = try context.run("garbage = [count += 1]; bytes.fill(count); count") }
            let expected = try context.run("bytes.fill(count += 1); count")
            try context.begin(
                "garbage = Array.from({ length: 500 }, (_, i) => ({ i })); bytes.fill(count = -1); undoTest('die', \(copy))"
            )
            guard try context.endsByItself(98) else {
                _ = try context.run("undoTest('die', 0)")
                continue
            }
            kills += 1
            _ = try Pause(from: try context.beginRestore())
            try context.endRestore(isPaused: true)
            try expect(
                try context.run("count"), expected, "after a death at copy \(copy) of a commit")
            try expect(
                try context.run("bytes.findIndex((word) => word !== count)"), "-1",
                "words after a death at copy \(copy) of a commit")
        }
        guard kills > 80 else { throw Failure("only \(kills) commits died") }
        say("\(kills) deaths in the midst of a commit")
    }

    /// If a worker dies while it adds a page to the log, no page from an earlier use of the log is restored. Both logs
    /// have held many pages here.
    private func killsInNotes() throws {
        func makeContext() throws -> ProofContext {
            let context = try ProofContext(zygote)
            _ = try context.run("var count = 0, garbage, large, kept = []")
            return context
        }
        var context = try makeContext()
        var (kills, pages) = (0, 0)
        for note in 1...30 {
            // The array needs a mapping of its own, and so a new base and the other log.
            for round in 0..<5 {
                let size = round < 4 ? 300 : 1
                for _ in 0..<8 {
                    _ = try context.run(
                        "garbage = Array.from({ length: \(size) }, (_, i) => ({ i, count })); count += 1")
                }
                if round < 4 { _ = try context.run("large = new Uint8Array(\(4_000_000 + 4_096 * round)); count") }
            }
            let expected = try context.run("count")
            let golden = try context.makeGolden()
            defer { golden.kill() }
            try context.begin(
                "undoTest('dieNoting', \(note)); garbage = Array.from({ length: 3000 }, (_, i) => [i]); kept.push(garbage)"
            )
            // The golden copy has the pipe, too, so the pipe does not end with the worker. A worker that is not being
            // watched lives.
            if context.worker.hasReply(milliseconds: 1_000) {
                context = try makeContext()
                continue
            }
            guard try zygote.awaitEnd(of: context.worker).exitStatus == 98 else { throw Failure("it ended otherwise") }
            kills += 1
            let base = try context.beginRestore()
            let pause = try Pause(from: base)
            pages += try compare(try golden.pid, try base.pid, pause)
            try context.endRestore(isPaused: true)
            try expect(try context.run("count"), expected, "after a death at note \(note)")
        }
        guard kills > 15 else { throw Failure("only \(kills) notes died") }
        say("\(kills) deaths in the midst of a note, \(pages) pages compared")
    }

    /// If a base dies while it restores, the context is lost, and the base has sent no message.
    private func killsInRestores() throws {
        var kills = 0
        for copy in [1, 2, 5, 10, 20, 30, 60, 120] {
            let context = try ProofContext(zygote)
            _ = try context.run("var count = 0")
            _ = try context.run("undoTest('dieRestoring', \(copy))")
            for _ in 0..<3 { _ = try context.run("count += 1") }
            context.worker.kill()
            let base = try context.beginRestore()
            guard try base.receive() == nil, try zygote.awaitEnd(of: base).exitStatus == 98 else {
                throw Failure("a base that died in its restore has said something")
            }
            kills += 1
        }
        say("\(kills) deaths in the midst of a restore")
    }

    /// A run that changes more lines than a log holds, in pages that are open, needs a base.
    private func manyChangedLines() throws {
        let context = try ProofContext(zygote)
        let (parts, length) = (8, 1_650_000)
        _ = try context.run("var bytes = new Uint8Array(\(parts * length))")
        for round in 1...10 {
            // One after the other, because a run with too many first writes needs a base for that reason.
            for part in 0..<parts {
                _ = try context.run("bytes.fill(\(round), \(part * length), \((part + 1) * length)); 0")
            }
            let bases = context.bases
            _ = try context.run("bytes.fill(\(100 + round)); 0")
            guard round == 1 || context.bases == bases + 1 else { throw Failure("no base for so many lines") }
            try context.beKilled(in: "for (;;) bytes.fill(0)", after: 3_000)
            let wrong = "bytes.findIndex((byte) => byte !== \(100 + round))"
            try expect(try context.run(wrong), "-1", "after a change of many lines")
        }
        say("10 changes of many lines")
    }

    /// A script that writes to more pages than a log holds is not watched any more after two runs. Other scripts are.
    private func kindsOfWork() throws {
        let context = try ProofContext(zygote)
        _ = try context.run("var count = 0, most = 400_000")
        let large = "{ const list = []; for (let i = 0; i < most; i++) list.push({ i }); count += list.length / most }"
        for _ in 0..<2 { _ = try context.run(large) }
        func faults() throws -> Int { try context.counts().first { $0.name == "faults" }?.value ?? 0 }
        for round in 1...3 {
            // The first run after an unwatched one is not watched, either.
            for _ in 0..<2 { _ = try context.run("count += 0") }
            let bases = context.bases
            try expect(try context.run("count += 0"), "\(1 + round)", "a small run")
            guard context.bases == bases else { throw Failure("a base for a small run") }
            let before = try faults()
            try expect(try context.run(large), "\(2 + round)", "a large run")
            let after = try faults()
            guard after - before < 200 else { throw Failure("\(after - before) faults of a run that is not watched") }
            try context.beKilled(in: "for (;;) \(large)", after: 30_000)
            try expect(try context.run("count"), "\(2 + round)", "after a large run was killed")
        }
        say("3 large runs that were not watched")
    }

    /// Memory that can be written to lies beside memory that nothing may access, at any page. A run that writes to many
    /// pages writes to the last ones of it, too.
    private func inaccessibleMemory() throws {
        let context = try ProofContext(zygote)
        _ = try context.run(
            """
            var count = 0, buffers = Array.from({ length: 8 }, (_, i) =>
                new Uint8Array(new ArrayBuffer((20 + i) * 4096, { maxByteLength: 1000 * 4096 })))
            var write = (value) => { for (const bytes of buffers) bytes.fill(value); count = value }; 0
            """)
        for round in 1...20 {
            _ = try context.run("write(\(round))")
            if round % 4 == 0 {
                _ = try context.run("for (const { buffer } of buffers) buffer.resize(buffer.byteLength + 4096)")
            }
            try context.beKilled(in: "for (;;) write(200)", after: 3_000)
            let wrong = "buffers.findIndex((bytes) => bytes.subarray(0, 80_000).some((byte) => byte !== \(round)))"
            try expect(try context.run(wrong), "-1", "bytes beside memory that nothing may access")
            try expect(try context.run("count"), "\(round)", "a run beside memory that nothing may access")
        }
        say("20 restores of memory beside memory that nothing may access")
    }

    private func twiceInARow() throws {
        let context = try ProofContext(zygote)
        _ = try context.run("var count = 0")
        for round in 1...20 {
            try expect(try context.run("count += 1"), "\(round)", "round \(round)")
            for _ in 0..<3 {
                try context.beKilled(in: "for (;;) count += 1", after: 2_000)
            }
        }
        say("20 times three restores in a row")
    }

    private func heapGrowth() throws {
        let context = try ProofContext(zygote)
        _ = try context.run("var kept = []")
        for round in 1...12 {
            // Grows the C library's heap and the engine's.
            let code =
                "kept.push(new Uint8Array(3_000_000).fill(\(round)), 'x'.repeat(1_000_000) + \(round)); kept.length"
            try expect(try context.run(code), "\(2 * round)", "growth \(round)")
            _ = try context.run("'y'.repeat(2_000_000)")
            let growing = """
                for (;;) {
                    kept.push(new Uint8Array(5_000_000).fill(7), 'z'.repeat(100_000));
                    if (kept.length > 60) kept = [];
                }
                """
            try context.beKilled(in: growing, after: 20_000)
            let sum = "kept.filter((_, i) => i % 2 == 0).map(a => a[0] + a[2_999_999]).join() + kept.length"
            let expected = (1...round).map { "\(2 * $0)" }.joined(separator: ",") + "\(2 * round)"
            try expect(try context.run(sum), "\"\(expected)\"", "after growth \(round)")
        }
        say("12 growths of the heap")
    }

    /// Pages that come and go in each run need no base each time, and are undone like all others.
    private func smallMappings() throws {
        let context = try ProofContext(zygote)
        _ = try context.run("var count = 0; undoTest('map', 5)")
        _ = try context.run("undoTest('map', 5)")
        let bases = context.bases
        for round in 1...20 {
            try expect(try context.run("count += 1; undoTest('map', 5)"), "5", "pages of zeros")
            try expect(try context.run("count"), "\(round)", "a run that maps pages")
        }
        guard context.bases == bases else { throw Failure("\(context.bases - bases) bases for pages used again") }
        for _ in 0..<5 {
            try context.beKilled(in: "for (;;) { count = -1; undoTest('map', 70) }", after: 3_000)
            try expect(try context.run("undoTest('map', 70) + count"), "90", "pages of zeros after a restore")
        }
        say("25 runs that map pages, five of them after a restore")
    }

    /// A context that has given up its base has no memory in its log. It gets a base with its next answer.
    private func idleness() throws {
        let context = try ProofContext(zygote)
        _ = try context.run("var count = 0, kept")
        var most = 0
        for round in 1...10 {
            for _ in 0..<3 { _ = try context.run("kept = Array.from({ length: 50_000 }, (_, i) => [i]); count") }
            try expect(try context.run("count += 1"), "\(round)", "a run")
            let pid = try context.worker.pid
            most = max(most, try Memory.sharedMemory(pid))
            try context.giveUpBase()
            // It answers requests in turn, and this one without a commit.
            try context.makeBaseAtRest()
            let after = try Memory.sharedMemory(pid)
            guard after < 500 else { throw Failure("a log of \(after) kB") }
            try expect(try context.run("count"), "\(round)", "a run after a pause")
            try context.beKilled(in: "for (;;) count = -1", after: 3_000)
            try expect(try context.run("count"), "\(round)", "a restore after a pause")
        }
        guard most > 5_000 else { throw Failure("logs of at most \(most) kB show nothing") }
        say("10 pauses without a base")
    }

    private func largeFrames() throws {
        let context = try ProofContext(zygote)
        _ = try context.run("var text = ''")
        let large = String(repeating: "0123456789abcdef", count: 1 << 20)
        for round in 1...3 {
            _ = try context.run("text = '\(large)\(round)'; text.length")
            _ = try context.run("text")
            try context.beKilled(in: "text = ''; for (;;) text += '\(large)'.slice(0, 1000)", after: 50_000)
            try expect(
                try context.run("text.length + text.at(-1)"), "\"\(16 << 20 | 1)\(round)\"", "large frame \(round)")
        }
        say("3 frames of 16 MB")
    }

    /// A host call that is unanswered when the worker is killed can be answered after the restore.
    private func pendingHostCalls() throws {
        func function(_ name: String, isAsync: Bool) -> String {
            #""\#(name)":{"$type":"function","async":\#(isAsync),"value":{"name":"\#(name)","length":0,"handle":"\#(name)"}}"#
        }
        let functions = [function("later", isAsync: true), function("now", isAsync: false)]
        let context = try ProofContext(zygote, sandbox: "{\(functions.joined(separator: ","))}")
        for round in 1...10 {
            _ = try context.run("var got = 0; later(\(round)).then(v => { got = v }); 0")
            guard let call = context.calls.last else { throw Failure("no call") }
            try context.begin("got = -1; later(0).then(() => { got = -2 }); now()")
            guard try context.awaitCall().call == call.call + 1, try context.awaitCall().handle == "now" else {
                throw Failure("other calls than were made")
            }
            try context.killAndRestore(isPaused: true)
            try expect(try context.run("got"), "0", "before the answer")
            _ = try context.ask { Request.answer(id: $0, call: call.call, .returned(Array("\(round * 10)".utf8))) }
            try expect(try context.run("got"), "\(round * 10)", "an answer after a restore")
        }
        say("10 calls that were pending over a restore")
    }

    /// A copy that is an independent context shares nothing with its original's log and bases.
    private func copies() throws {
        let original = try ProofContext(zygote)
        _ = try original.run("var count = 0, name = 'original'")
        for round in 1...5 {
            let copy = try original.fork()
            for (context, name) in [(original, "original"), (copy, "copy")] {
                _ = try context.run("name = '\(name)'")
                for _ in 0..<3 { _ = try context.run("count += 1") }
                try context.begin("name = ''; for (;;) count += 1")
            }
            usleep(3_000)
            for (context, name) in [(original, "original"), (copy, "copy")] {
                try context.killAndRestore(isPaused: true)
                try expect(try context.run("name + count"), "\"\(name)\(3 * round)\"", "a copy and its original")
            }
        }
        say("5 copies beside their original")
    }

    /// A second thread ends the use of the log for good. From then on each commit needs a base, which is made once the
    /// thread has ended.
    private func webAssembly() throws {
        let context = try ProofContext(zygote)
        _ = try context.run("var count = 0")
        let bytes =
            "new Uint8Array([0,97,115,109,1,0,0,0,1,7,1,96,2,127,127,1,127,3,2,1,0,7,7,1,3,97,100,100,0,0,10,9,1,7,0,32,0,32,1,106,11])"
        try expect(
            try context.run("count = new WebAssembly.Instance(new WebAssembly.Module(\(bytes))).exports.add(2, 3)"),
            "5", "wasm")
        for round in 1...5 {
            let bases = context.bases
            try expect(try context.run("count += 1"), "\(5 + round)", "a run after wasm")
            guard context.bases == bases + 1 else { throw Failure("a commit to a log that had a thread beside it") }
            try context.beKilled(in: "for (;;) count = -1", after: 3_000)
            try expect(try context.run("count"), "\(5 + round)", "a restore after wasm")
        }
        // If a base cannot be made, the answer comes without it, and the next answer asks again.
        context.withholdsDescriptors = true
        try expect(try context.run("count += 1"), "11", "a run without a base")
        guard context.refusals == 1 else { throw Failure("a base was made without descriptors") }
        context.withholdsDescriptors = false
        try expect(try context.run("count += 1"), "12", "a run with a base again")
        try context.beKilled(in: "for (;;) count = -1", after: 3_000)
        try expect(try context.run("count"), "12", "a restore after a base that was refused")
        say("WebAssembly: 6 restores without a log, and a base that was refused")
    }

    /// A base that is asked for a commit that it does not have ends.
    private func refusals() throws {
        for id in [0, 1, 99] {
            let context = try ProofContext(zygote)
            for _ in 0..<5 { _ = try context.run("1") }
            context.worker.kill()
            let base = context.base!
            try base.restore(asOf: id)
            guard try base.receive() == nil, try zygote.awaitEnd(of: base).exitStatus == 70 else {
                throw Failure("a base has restored what was never committed")
            }
        }
        say("3 refused restores")
    }

    /// If the last commit was not answered, the one before it is restored.
    private func unansweredCommit() throws {
        let context = try ProofContext(zygote)
        _ = try context.run("var count = 0")
        for round in 1...50 {
            _ = try context.run("count = \(round)")
            try context.begin("count = -1")
            // It has been committed, and its answer is in the pipe.
            guard context.worker.hasReply(milliseconds: 5_000) else { throw Failure("no answer") }
            try context.killAndRestore(isPaused: true)
            try expect(try context.run("count"), "\(round)", "what was not answered")
        }
        say("50 commits without an answer")
    }

    private func expect(_ found: String, _ expected: String, _ what: String) throws {
        guard found == expected else {
            throw Failure("\(what): \(found.prefix(100)) instead of \(expected.prefix(100))")
        }
    }
}
