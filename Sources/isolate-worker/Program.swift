import CStandIns

/// The program behind every context. A supervisor starts it once, as the zygote, which is forked for each worker.
///
/// What stands here, or at the top level of a file, belongs to the main actor, and needs Swift's library of concurrency
/// as soon as it has a closure. Without one, the program starts sooner.
@main
enum Program {
    static func main() {
        guard stand_ins_begin() == 0 else { fail("mprotect") }
        Engine.configure()
        Zygote.start()
    }
}
