import Glibc
import Wire

extension Zygote {
    /// Takes every introduction that has been written. What a process wrote before it ended is among them.
    mutating func takeIntroductions() {
        while let introduction = introductions.receive() { take(introduction) }
    }

    private mutating func take(_ introduction: IntroductionSocket.Introduction) {
        let sender = introduction.sender
        // Numbers below 1 mean more than one process (kill(2)). The kernel gives none where the sender has no number
        // here.
        guard sender > 0, !condemned.contains(sender) else { return }
        guard let token = introduction.token, let worker = workerExpected(token) else { return condemn(sender) }
        // A copy's process group is its original's until now, with which it would end.
        guard workers[sender] == nil, setpgid(sender, sender) == 0 else {
            condemn(sender)
            return answer(.forkFailed(worker: worker, errno: Int(ESRCH)))
        }
        begin(sender, worker)
    }

    /// The worker that the sender of a token is to be; nil where nobody expects one.
    private mutating func workerExpected(_ token: Int) -> Int? {
        // The supervisor told of the token before the copy was made, but that may not have been read.
        var requests = 0
        while expected[token] == nil, requests < ControlSocket.mostRequests, takeRequest() { requests += 1 }
        return expected.removeValue(forKey: token)
    }

    /// Ends a process that wrote what no honest one writes, or that nobody waits for any more. It is the zygote's
    /// child and not reaped, so that its number is still its own.
    private mutating func condemn(_ sender: pid_t) {
        condemned.insert(sender)
        kill(sender, SIGKILL)
    }
}
