import CJavaScriptCore
import Glibc
import Wire

/// Does a worker's typical work in the zygote, so that the copies need not pay for the first time: compiled JavaScript,
/// bound symbols, Swift's lazily made types, and the memory for all of these.
///
/// It leaves no trace in the user's realm.
struct Rehearsal {
    private let realm: Realm

    init(_ realm: Realm) {
        self.realm = realm
    }

    /// Not to be called where there will be only a few copies: it would cost more than it saves.
    func run() {
        // More repetitions would warm the code further, but a fork copies what they allocate: 200 of them doubled the
        // cost of a fork.
        perform(times: 10)
        encodeRecords(times: 20)
        // Otherwise every copy would have to do the collection that is due.
        realm.collectGarbage()
        perform(times: 2)
    }

    /// Does once more what every context does, in a worker that is forked ahead. The replies go to `/dev/null`.
    func perform() {
        let worker = worker(FramePipe(input: 0, output: 1))
        for request in Self.requests(running: [Self.scripts[0]]) { worker.handle(request) }
    }

    /// Loads and runs a few modules, and encodes what one exports. The replies go to `/dev/null`.
    ///
    /// - Parameter hasRunScripts: see `ModuleLoader.beginRehearsal`.
    func performModules(_ loader: ModuleLoader, hasRunScripts: Bool) {
        let worker = worker(FramePipe(input: 0, output: 1))
        worker.moduleLoader = loader
        let source = loader.beginRehearsal(hasRunScripts: hasRunScripts)
        worker.handle(.define(source))
        worker.handle(.run(id: 1, RunRequest(script: source.number, forgetsScript: true)))
        let haveRun = loader.endRehearsal()
        // Scripts may have left too little memory for it.
        precondition(haveRun || hasRunScripts, "the rehearsal of modules failed")
    }

    /// Has the code compiled that encodes many objects. Otherwise the first large value of each context would wait for
    /// that.
    private func encodeRecords(times: Int) {
        guard case .value(let records) = realm.decode(Self.records) else {
            preconditionFailure("the records are no JSON")
        }
        JSValueProtect(realm.user, records)
        defer { JSValueUnprotect(realm.user, records) }
        for _ in 0..<times { _ = realm.encode(records, limits: WorkerOptions(), sharesHandles: true) }
    }

    /// Twenty objects of different kinds of properties.
    private static let records: [UInt8] = {
        let record = #"{"id":1,"name":"n","on":true,"part":0.5,"tags":["a",1,null],"in":{"a":"b","c":null}}"#
        return Array("[\(Array(repeating: record, count: 20).joined(separator: ","))]".utf8)
    }()

    private func perform(times: Int) {
        let requests = Syscalls.makePipe()
        let replies = Syscalls.makePipe()
        let worker = worker(FramePipe(input: requests.reading, output: replies.writing))
        for _ in 0..<times {
            for request in Self.requests(running: Self.scripts) {
                request.frame().withUnsafeBytes { Syscalls.write(requests.writing, $0) }
                worker.serveOne()
            }
            discard(replies.reading)
        }
        for descriptor in [requests.reading, requests.writing, replies.reading, replies.writing] {
            Syscalls.close(descriptor)
        }
    }

    /// A worker that makes no copies.
    private func worker(_ pipe: FramePipe) -> Worker {
        Worker(realm: realm, pipe: pipe, control: PacketSocket(descriptor: -1), introductions: -1)
    }

    private static let scripts: [JSString] = [
        "0", "'text'", "({ a: [1, 'b', null], c: new Map([['k', undefined]]) })", "throw new Error('rehearsal')",
        "new Date().toString()", "new Intl.DateTimeFormat().format(0)",
    ]

    /// Contains everything that sources are searched for before they run (`CompiledScript.prepareToRun`). The first
    /// search compiles regular expressions, which writes to some 200 pages.
    private static let declaringScript: JSString = """
        var rehearsal = Object.assign({ a: 0 })
        Reflect.set(rehearsal, 'a', 1)
        function rehearse() {}
        """

    private static func requests(running scripts: [JSString]) -> [Request] {
        let json = Array(#"{}"#.utf8)
        var requests: [Request] = [
            .configure(id: 1, WorkerOptions(), sandbox: json),
            // It is only searched. To run it would leave a trace.
            .define(source(0, declaringScript)),
        ]
        for (index, code) in scripts.enumerated() {
            requests.append(.define(source(index + 1, code)))
            requests.append(
                .run(id: index + 2, RunRequest(script: index + 1, inspectsResult: true, forgetsScript: true)))
        }
        requests.append(.getSandbox(id: 90, inspects: true))
        requests.append(.setSandbox(id: 91, assign: Array(#"{}"#.utf8), remove: []))
        return requests
    }

    private static func source(_ number: Int, _ code: JSString) -> ScriptSource {
        ScriptSource(number: number, code: code, filename: "evalmachine.<anonymous>")
    }

    /// Reads what the worker wrote, which is much less than a pipe holds.
    private func discard(_ descriptor: Int32) {
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { _ = Syscalls.read(descriptor, into: $0) }
    }
}
