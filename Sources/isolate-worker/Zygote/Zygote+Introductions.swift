import Glibc
import Wire

extension Zygote {
    /// Handles every introduction that has been written, including those of processes that have ended since.
    mutating func takeIntroductions() {
        while let introduction = introductions.receive() { take(introduction) }
    }

    private mutating func take(_ introduction: IntroductionSocket.Introduction) {
        let sender = introduction.sender
        // To kill(2), numbers below 1 mean several processes. The kernel reports 0 for a sender that has no number
        // here.
        guard sender > 0, !condemned.contains(sender) else { return }
        guard let token = introduction.token, let worker = workerExpected(token) else { return condemn(sender) }
        // Until now the copy is in its original's process group, and would be killed with it.
        guard workers[sender] == nil, setpgid(sender, sender) == 0 else {
            condemn(sender)
            return answer(.forkFailed(worker: worker, errno: Int(ESRCH)))
        }
        begin(sender, worker)
    }

    /// The worker that the sender of this token will be; nil if no worker is expected with it.
    private mutating func workerExpected(_ token: Int) -> Int? {
        // The supervisor sent the token before the copy was made, but that request may not have been read yet.
        var requests = 0
        while expected[token] == nil, requests < ControlSocket.mostRequests, takeRequest() { requests += 1 }
        return expected.removeValue(forKey: token)
    }

    /// Kills a process that wrote something invalid, or that nobody expects any more. It is the zygote's child and has
    /// not been reaped, so its number has not been reused.
    private mutating func condemn(_ sender: pid_t) {
        condemned.insert(sender)
        kill(sender, SIGKILL)
    }
}
