/// A group of globals that browsers and Node have and the language lacks.
public enum WebGlobals: String, Sendable, CaseIterable {
    /// `setTimeout`, `setInterval`, `setImmediate`, their `clear…` functions, and `queueMicrotask`.
    case timers
    /// `URL` and `URLSearchParams`.
    case url
    /// `TextEncoder` and `TextDecoder`.
    case encoding
    /// `atob` and `btoa`.
    case base64
    /// `structuredClone`.
    case structuredClone
    /// `EventTarget`, `Event`, `CustomEvent`, `AbortController`, `AbortSignal`, `DOMException`.
    case events
    /// `crypto.getRandomValues`, `randomUUID` and `subtle.digest`.
    case crypto
    /// `performance.now`, `timeOrigin`, `mark` and `measure`.
    case performance
    /// `Headers`, `Request` and `Response`; and, if the sandbox has a function `fetch`, a standard `fetch` on top of
    /// it.
    case fetch

    /// All groups; `"web"` over RPC.
    public static let all = allCases
}
