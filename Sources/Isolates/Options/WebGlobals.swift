/// A group of the globals that browsers and Node have and the language has not.
public enum WebGlobals: String, Sendable, CaseIterable {
    /// `setTimeout`, `setInterval`, `setImmediate`, what clears them, and `queueMicrotask`.
    case timers
    /// `URL` and `URLSearchParams`.
    case url
    /// `TextEncoder` and `TextDecoder`.
    case encoding
    /// `atob` and `btoa`.
    case base64
    case structuredClone
    /// `EventTarget`, `Event`, `CustomEvent`, `AbortController`, `AbortSignal`, `DOMException`.
    case events
    /// `crypto.getRandomValues`, `randomUUID` and `subtle.digest`.
    case crypto
    case performance
    /// `fetch` over a function of the sandbox, `Headers`, `Request` and `Response`.
    case fetch

    /// All of them: `"web"`.
    public static let all = allCases
}
