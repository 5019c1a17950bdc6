import Foundation
import Testing

@testable import Isolates

/// The language of `Intl` is the environment's, as in Node.
@Suite(.timeLimit(.minutes(1)), .serialized) struct LocaleTests {
    @Test(arguments: [
        (["LANG": "de_DE.UTF-8"], "de-DE", "1.234,5"), (["LANG": "de_DE", "LC_ALL": "fr_CH@euro"], "fr-CH", "1 234,5"),
        (["LC_MESSAGES": "pt_BR.UTF-8"], "pt-BR", "1.234,5"), (["LANG": "C.UTF-8"], "en-US", "1,234.5"),
        ([:], "en-US", "1,234.5"), (["LANG": "%s%s/../x"], "en-US", "1,234.5"),
    ])
    func theEnvironmentNamesIt(variables: [String: String], locale: String, number: String) async throws {
        let names = ["LC_ALL", "LC_MESSAGES", "LANG"]
        let before = names.map { getenv($0).map { String(cString: $0) } }
        for name in names {
            if let text = variables[name] { setenv(name, text, 1) } else { unsetenv(name) }
        }
        defer {
            for (name, text) in zip(names, before) {
                if let text { setenv(name, text, 1) } else { unsetenv(name) }
            }
        }
        try await withSupervisor { supervisor in
            let found: [String] = try await supervisor.runInNewContext(
                "[Intl.DateTimeFormat().resolvedOptions().locale, (1234.5).toLocaleString().replace(/\\s/g, ' ')]")
            #expect(found == [locale, number])
        }
    }
}
