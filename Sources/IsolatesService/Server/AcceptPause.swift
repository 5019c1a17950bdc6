#if Service
    import Glibc
    import NIOCore

    /// Accepts no connections for a while when one could not be accepted, as for want of descriptors. Otherwise the
    /// event loop would try again at once, and do nothing else.
    final class AcceptPause: ChannelInboundHandler {
        typealias InboundIn = any Channel

        private static let duration = TimeAmount.milliseconds(500)

        private var isPaused = false

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            guard let failure = error as? IOError, [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(failure.errnoCode) else {
                return context.fireErrorCaught(error)
            }
            guard !isPaused else { return }
            isPaused = true
            accept(false, on: context)
            let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
            context.eventLoop.scheduleTask(in: Self.duration) {
                let (pause, context) = bound.value
                pause.isPaused = false
                pause.accept(true, on: context)
            }
        }

        /// Fails only if the socket has been closed meanwhile.
        private func accept(_ accepts: Bool, on context: ChannelHandlerContext) {
            context.channel.setOption(.autoRead, value: accepts).whenComplete { _ in }
        }
    }
#endif
