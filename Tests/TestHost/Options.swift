import Foundation

/// Options of a command, `--name value` each.
struct Options {
    private var values: [String: String] = [:]

    /// - Parameter names: the options that the command accepts. Any other ends the program with status 64.
    init(_ arguments: some Sequence<String>, _ names: [String]) {
        var arguments = arguments.makeIterator()
        while let argument = arguments.next() {
            guard argument.hasPrefix("--"), names.contains(String(argument.dropFirst(2))) else {
                Options.fail(
                    "\(argument) is no option here; there are: \(names.map { "--\($0)" }.joined(separator: " "))")
            }
            guard let value = arguments.next() else { Options.fail("\(argument) needs a value") }
            values[String(argument.dropFirst(2))] = value
        }
    }

    subscript(name: String) -> String? { values[name] }

    /// A number above 0.
    func number(_ name: String, default number: Int) -> Int {
        guard let value = values[name] else { return number }
        guard let number = Int(value), number > 0 else {
            Options.fail("--\(name) must be a number above 0, not \(value)")
        }
        return number
    }

    static func fail(_ message: String) -> Never {
        FileHandle.standardError.write(Data("\(message)\n".utf8))
        exit(64)
    }
}
