#if TESTABLE_WORKER
    import CLinux
    import Foundation
    import Testing
    import Wire

    /// What a zygote does with requests, introductions and children, message by message.
    @Suite(.serialized, .timeLimit(.minutes(2))) struct ZygoteTests {
        /// A script that writes a token, as code would that has taken over its worker.
        private static func introduction(_ token: Int) -> String {
            "systemCall('write', systemCall.introductions, new BigInt64Array([\(token)n]), 8)"
        }

        private static let killed = ZygoteReply.ended(worker: 1, signal: 9, exitStatus: nil, cpuTime: 0)

        /// The same, whatever CPU time it has used.
        private func withoutTime(_ reply: ZygoteReply?) -> ZygoteReply? {
            guard case .ended(let worker, let signal, let exitStatus, _) = reply else { return reply }
            return .ended(worker: worker, signal: signal, exitStatus: exitStatus, cpuTime: 0)
        }

        /// Whether a zygote comes to have so many children that run.
        private func hasChildren(_ zygote: pid_t, _ count: Int) -> Bool {
            let end = ContinuousClock.now + .seconds(20)
            while MachineProcess.descendants(of: zygote).filter(\.isRunning).count != count {
                if ContinuousClock.now >= end { return false }
                usleep(10_000)
            }
            return true
        }

        @Test func aCopyBecomesTheWorkerThatItsTokenMeans() throws {
            let zygote = try ZygoteClient()
            let (worker, pid) = try zygote.worker(1)
            #expect(try worker.run("globalThis.n = 6; n * 7") == "42")
            try zygote.send(.expect(worker: 2, token: .max))
            let copy = try worker.fork(token: .max)
            guard case .ended(_, .forked) = try worker.receive() else { throw ZygoteClient.Failure("no copy") }
            guard case .ready = try copy.receive() else { throw ZygoteClient.Failure("the copy is not there") }
            guard case .forked(2, let copyPid) = try zygote.receive() else { throw ZygoteClient.Failure("no worker") }
            #expect(pid != copyPid)
            #expect(try copy.run("n + 1") == "7")
            // The end of the one is not the end of the other.
            #expect(kill(pid_t(pid), SIGKILL) == 0)
            #expect(withoutTime(try zygote.receive()) == Self.killed)
            #expect(try copy.run("n + 2") == "8")
            #expect(kill(pid_t(copyPid), SIGKILL) == 0)
            #expect(
                withoutTime(try zygote.receive()) == .ended(worker: 2, signal: 9, exitStatus: nil, cpuTime: 0))
        }

        /// The copy is there before the zygote has read of it, behind all that was asked for before.
        @Test func aCopyIsFasterThanItsExpectation() throws {
            let zygote = try ZygoteClient()
            let worker = try zygote.worker(1).worker
            #expect(kill(zygote.pid, SIGSTOP) == 0)
            let others = try (10..<40).map { try zygote.fork($0) }
            try zygote.send(.expect(worker: 2, token: 5))
            let copy = try worker.fork(token: 5)
            guard case .ended(_, .forked) = try worker.receive() else { throw ZygoteClient.Failure("no copy") }
            guard case .ready = try copy.receive() else { throw ZygoteClient.Failure("the copy is not there") }
            #expect(kill(zygote.pid, SIGCONT) == 0)
            var forked: Set<Int> = []
            while forked.count < others.count + 1 {
                guard case .forked(let number, _) = try zygote.receive() else { throw ZygoteClient.Failure("no fork") }
                forked.insert(number)
            }
            #expect(forked == Set(10..<40).union([2]))
            #expect(try copy.run("6 * 7") == "42")
        }

        @Test func aCopyThatNobodyWaitsForIsKilled() throws {
            let zygote = try ZygoteClient()
            let (worker, _) = try zygote.worker(1)
            try zygote.send(.expect(worker: 2, token: 5))
            try zygote.send(.forget(worker: 2))
            let copy = try worker.fork(token: 5)
            guard case .ended(_, .forked) = try worker.receive() else { throw ZygoteClient.Failure("no copy") }
            while try copy.receive() != nil {}
            #expect(try worker.run("6 * 7") == "42", "the original is as it was")
            #expect(try zygote.receive(milliseconds: 100) == nil)
        }

        /// Its own token, of which it can know, in a process that is a worker already.
        @Test func aWorkerNamesItsOwnToken() throws {
            let zygote = try ZygoteClient()
            let worker = try zygote.worker(1).worker
            let bystander = try zygote.worker(3).worker
            try zygote.send(.expect(worker: 2, token: 5))
            #expect(try worker.run(Self.introduction(5) + "; for (;;);") == nil)
            #expect(try zygote.receive() == .forkFailed(worker: 2, errno: Int(ESRCH)))
            #expect(withoutTime(try zygote.receive()) == Self.killed)
            #expect(try bystander.run("6 * 7") == "42")
        }

        /// One that it has guessed, something that is none, nothing, more than fits, and without end.
        @Test(arguments: [
            introduction(6), introduction(0), introduction(-1),
            "systemCall('write', systemCall.introductions, new Uint8Array(3), 3)",
            "systemCall('write', systemCall.introductions, new Uint8Array(3), 0)",
            "systemCall('write', systemCall.introductions, new Uint8Array(100000), 100000)",
            "for (;;) " + introduction(6),
        ])
        func aWorkerWritesWhatNoHonestOneDoes(script: String) throws {
            let zygote = try ZygoteClient()
            let worker = try zygote.worker(1).worker
            let bystander = try zygote.worker(3).worker
            try zygote.send(.expect(worker: 2, token: 5))
            #expect(try worker.run(script + "; for (;;);") == nil)
            #expect(withoutTime(try zygote.receive()) == Self.killed)
            let copy = try bystander.fork(token: 5)
            guard case .ended(_, .forked) = try bystander.receive() else { throw ZygoteClient.Failure("no copy") }
            guard case .forked(2, _) = try zygote.receive() else { throw ZygoteClient.Failure("no worker") }
            guard case .ready = try copy.receive() else { throw ZygoteClient.Failure("the copy is not there") }
            #expect(try copy.run("6 * 7") == "42")
        }

        /// Copies that nobody asked for end with their original, wherever they are by then.
        @Test func copiesOfItsOwnEndWithTheWorker() throws {
            let zygote = try ZygoteClient()
            let (worker, pid) = try zygote.worker(1)
            let bystander = try zygote.worker(3).worker
            let bomb = """
                let copies = 0;
                for (let i = 0; i < 6; i += 1) if (systemCall('clone', 0x8000 | 17, 0, 0, 0, 0) > 0) copies += 1;
                if (copies < 6) for (;;);
                copies
                """
            #expect(try worker.run(bomb) == "6")
            // Each copy goes on with the loop, so that 64 processes come of the worker.
            #expect(hasChildren(zygote.pid, 65))
            #expect(kill(pid_t(pid), SIGKILL) == 0)
            #expect(withoutTime(try zygote.receive()) == Self.killed)
            #expect(hasChildren(zygote.pid, 1))
            #expect(try bystander.run("6 * 7") == "42")
            #expect(try zygote.receive(milliseconds: 100) == nil, "nobody is told of what was no worker")
        }

        /// Below the zygote, whatever that was started with, from the first script on.
        @Test(arguments: [0, 12, 19]) func scriptsHaveALowerPriority(nice: Int32) throws {
            let zygote = try ZygoteClient(start: "exec nice -n \(nice)")
            let own = getpriority(Int32(PRIO_PROCESS.rawValue), 0)
            let priority = { (pid: pid_t) in getpriority(Int32(PRIO_PROCESS.rawValue), id_t(pid)) - own }
            let (worker, pid) = try zygote.worker(1)
            #expect(priority(zygote.pid) == nice && priority(pid_t(pid)) == nice)
            #expect(try worker.run("6 * 7") == "42")
            #expect(priority(zygote.pid) == nice && priority(pid_t(pid)) == min(nice + 5, 19))
        }

        /// A supervisor that reads nothing: each request is answered all the same, once, and what ends is reaped.
        @Test func nobodyReadsTheReplies() throws {
            let zygote = try ZygoteClient()
            var workers: [WorkerClient] = []
            for number in 1...200 {
                let worker = try zygote.fork(number)
                // Of the others both pipes are at their end at once, which ends them.
                if number.isMultiple(of: 20) { workers.append(worker) }
            }
            var answers: [Int: Int] = [:]
            var ends: [Int: Int] = [:]
            while answers.count < 200 || ends.count < 190 {
                switch try zygote.receive() {
                case .forked(let number, _): answers[number, default: 0] += 1
                case .ended(let number, let signal, let status, _):
                    #expect((status == 0 || signal == Int(SIGPIPE)) && answers[number] == 1, "\(number)")
                    ends[number, default: 0] += 1
                case let reply: throw ZygoteClient.Failure("\(reply)")
                }
            }
            #expect(answers.values.allSatisfy { $0 == 1 } && ends.values.allSatisfy { $0 == 1 })
            for worker in workers {
                guard case .ready = try worker.receive() else { throw ZygoteClient.Failure("not ready") }
                #expect(try worker.run("6 * 7") == "42")
            }
        }

        /// Where a pidfd can't be delivered there is no worker, and the answer says so.
        @Test func tooManyDescriptorsUnderWay() throws {
            // RLIMIT_NOFILE, against which descriptors under way count, too.
            let zygote = try ZygoteClient(start: "ulimit -n 30; exec")
            let workers = try (1...100).map { try zygote.fork($0) }
            // It reads nothing until all are answered, so that the pidfds stay under way.
            usleep(1_000_000)
            var forked: Set<Int> = []
            var failed: [Int: Int] = [:]
            while forked.count + failed.count < 100 {
                switch try zygote.receive() {
                case .forked(let number, _): forked.insert(number)
                case .forkFailed(let number, let code): failed[number] = code
                case let reply: throw ZygoteClient.Failure("\(reply)")
                }
            }
            #expect(!forked.isEmpty && !failed.isEmpty && forked.isDisjoint(with: failed.keys))
            #expect(failed.values.allSatisfy { [Int(ETOOMANYREFS), Int(EMFILE)].contains($0) }, "\(failed)")
            for (index, worker) in workers.enumerated() where forked.contains(index + 1) {
                guard case .ready = try worker.receive() else { throw ZygoteClient.Failure("not ready") }
                #expect(try worker.run("6 * 7") == "42")
            }
            for (index, worker) in workers.enumerated() where failed[index + 1] != nil {
                while try worker.receive() != nil {}
            }
        }
    }
#endif
