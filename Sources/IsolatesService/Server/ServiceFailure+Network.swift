#if Service
    import Glibc
    import NIOCore
    import NIOPosix

    extension ServiceFailure {
        /// Why a socket can't be opened or reached, in the system's words.
        static func reason(of error: any Error) -> String {
            switch error {
            case let error as IOError: String(cString: strerror(error.errnoCode))
            case let error as NIOConnectionError where !error.connectionErrors.isEmpty:
                reason(of: error.connectionErrors[0].error)
            case let error as NIOConnectionError: "there is no host \(error.host)"
            case is UnixDomainSocketPathWrongType: "there is a file already that is no socket"
            default: "\(error)"
            }
        }
    }
#endif
