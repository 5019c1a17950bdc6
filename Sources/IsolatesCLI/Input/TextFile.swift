/// Where text comes from: a file, or standard input for `-`.
struct TextFile: Sendable {
    /// The path as it was given.
    let path: String

    var isStandardInput: Bool { path == "-" }

    /// The name that stacks give a script that is read from here.
    var scriptName: String { isStandardInput ? "[stdin]" : path }

    /// The whole text.
    ///
    /// - Throws: `UnreadableFile` if the file does not exist, can't be read, or is not UTF-8.
    func read() throws(UnreadableFile) -> String {
        let bytes: [UInt8]
        do { bytes = try readBytes() } catch { throw UnreadableFile(name: scriptName, reason: error.description) }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw UnreadableFile(name: scriptName, reason: "it is not UTF-8")
        }
        return text
    }

    /// The whole text, without the byte order mark that it may begin with.
    ///
    /// - Throws: `UnreadableFile`, as `read` does.
    func readWithoutMark() throws(UnreadableFile) -> String {
        let text = try read()
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }

    private func readBytes() throws(SystemError) -> [UInt8] {
        if isStandardInput { return try FileIO.readAll(0) }
        let descriptor = try FileIO.open(path)
        defer { FileIO.close(descriptor) }
        return try FileIO.readAll(descriptor)
    }
}
