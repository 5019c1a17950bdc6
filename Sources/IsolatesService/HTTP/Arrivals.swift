#if Service
    import NIOCore

    /// What has come on the connections of one event loop since it last looked for input.
    ///
    /// The loop's thread does the last piece of work itself, which saves waking another thread, and the others are done
    /// beside it. So a run that is alone passes through no other thread, and runs that came together run in parallel.
    final class Arrivals {
        /// - Parameter onLoop: whether to do it on the event loop as far as it needs to wait for nothing, or only for a
        ///   moment.
        typealias Work = (_ onLoop: Bool) -> Void

        /// How many bytes the event loop reads itself: it has other connections to serve.
        static let mostOnLoop = 1 << 16

        private let loop: any EventLoop
        private var waiting: [Work] = []

        init(_ loop: any EventLoop) {
            self.loop = loop
        }

        /// Does something once all input that is there has been read.
        func add(_ work: @escaping Work) {
            waiting.append(work)
            guard waiting.count == 1 else { return }
            let bound = NIOLoopBound(self, eventLoop: loop)
            loop.execute { bound.value.perform() }
        }

        private func perform() {
            let works = waiting
            waiting = []
            for work in works.dropLast() { work(false) }
            works.last?(true)
        }
    }
#endif
