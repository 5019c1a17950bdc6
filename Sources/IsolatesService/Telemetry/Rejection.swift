/// Why a request was not admitted.
enum Rejection: String, CaseIterable, Sendable {
    case unauthorized
    case forbidden
    case contexts
    case memory
    case queue
    case rate
    case full
    case draining
}
