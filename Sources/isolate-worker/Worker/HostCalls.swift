import CJavaScriptCore
import Wire

/// The host calls that have not been answered.
struct HostCalls {
    /// The number of the last call; 0 if there was none.
    private(set) var lastCall = 0
    /// Answers that arrived while another call was waiting.
    private var answers: [Int: HostAnswer] = [:]
    private var promises: [Int: (resolve: JSObjectRef, reject: JSObjectRef)] = [:]

    /// Whether there are promises that an answer will settle.
    var hasPromises: Bool { !promises.isEmpty }

    mutating func next() -> Int {
        lastCall += 1
        return lastCall
    }

    mutating func keep(_ answer: HostAnswer, of call: Int) {
        answers[call] = answer
    }

    mutating func takeAnswer(of call: Int) -> HostAnswer? {
        answers.removeValue(forKey: call)
    }

    mutating func keep(resolve: JSObjectRef, reject: JSObjectRef, of call: Int) {
        promises[call] = (resolve, reject)
    }

    /// Returns and forgets the promises that wait for answers.
    mutating func takePromises() -> [(resolve: JSObjectRef, reject: JSObjectRef)] {
        defer { promises = [:] }
        return promises.sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func takePromise(of call: Int) -> (resolve: JSObjectRef, reject: JSObjectRef)? {
        promises.removeValue(forKey: call)
    }
}
