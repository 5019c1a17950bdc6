import Foundation
import Testing

/// A library of Debian's, of a package that scripts/setup installs, as one script that stores its exports in `lib`.
struct DebianLibrary: CustomTestStringConvertible, Sendable {
    /// Its name, for `require`.
    let name: String
    /// JavaScript that uses it.
    let use: String
    /// What that gives.
    let result: String

    var testDescription: String { name }

    private struct NoModule: Error {
        let name: String
    }

    /// Parts of Node that these libraries want to be there.
    private static let node = """
        globalThis.process = { env: {}, version: "v18.0.0", nextTick(f) { Promise.resolve().then(f); } };
        globalThis.Buffer = class Buffer extends Uint8Array {
            static isBuffer(value) { return value instanceof Buffer; }
            static isEncoding() { return true; }
            static alloc(size) { return new Buffer(size); }
            static allocUnsafe(size) { return new Buffer(size); }
        };
        class EventEmitter {
            on(name, handler) { (this.handlers ??= {})[name] = handler; return this; }
            emit(name, ...values) { this.handlers?.[name]?.apply(this, values); }
            removeAllListeners() { this.handlers = {}; }
        }
        EventEmitter.EventEmitter = EventEmitter;
        const node = {
            buffer: { Buffer }, crypto: {}, events: EventEmitter, timers: { setImmediate(f) { f(); } },
            stream: { Stream: EventEmitter, Transform: class extends EventEmitter {} },
            string_decoder: { StringDecoder: class { end() {} } },
        };
        """

    private static let root = URL(filePath: "/usr/share/nodejs")

    /// Modules that a loader of a few lines loads, as Node would.
    func bundle() throws -> String {
        var modules: [String: String] = [:]
        let main = try Self.add(Self.file(name, from: Self.root), to: &modules)
        let sources = modules.sorted { $0.key < $1.key }.map { "\(Self.quoted($0.key)): \($0.value)" }
        return """
            (() => {
                \(Self.node)
                const modules = { \(sources.joined(separator: ",\n")) };
                const loaded = {};
                const load = file => {
                    if (loaded[file]) return loaded[file].exports;
                    const module = loaded[file] = { exports: {} };
                    const [names, run] = modules[file];
                    const require = name => {
                        if (name in node) return node[name];
                        if (!(name in names)) throw new Error(`no module ${name}`);
                        return load(names[name]);
                    };
                    run.call(module.exports, module, module.exports, require);
                    return module.exports;
                };
                globalThis.lib = load(\(Self.quoted(main)));
            })()
            """
    }

    /// - Returns: the module's name.
    @discardableResult
    private static func add(_ file: URL, to modules: inout [String: String]) throws -> String {
        guard modules[file.path] == nil else { return file.path }
        let text = try String(contentsOf: file, encoding: .utf8)
        guard file.pathExtension != "json" else {
            modules[file.path] = "[{}, module => { module.exports = \(text); }]"
            return file.path
        }
        modules[file.path] = ""
        var names: [String] = []
        for match in text.matches(of: /require\(\s*['"]([^'"]+)['"]\s*\)/) {
            let name = String(match.1)
            // What is missing is missed by whoever uses it.
            guard let found = try? Self.file(name, from: file.deletingLastPathComponent()) else { continue }
            names.append("\(quoted(name)): \(quoted(try add(found, to: &modules)))")
        }
        modules[file.path] = """
            [{ \(names.joined(separator: ", ")) }, function (module, exports, require) {\(text)
            }]
            """
        return file.path
    }

    private static func file(_ name: String, from directory: URL) throws -> URL {
        let start = name.hasPrefix(".") ? directory.appending(path: name).standardized : root.appending(path: name)
        let package = start.appending(path: "package.json")
        var candidates = [start, start.appendingPathExtension("js"), start.appendingPathExtension("json")]
        if let data = try? Data(contentsOf: package),
            let main = (try JSONSerialization.jsonObject(with: data) as? [String: Any])?["main"] as? String
        {
            let file = start.appending(path: main).standardized
            candidates += [file, file.appendingPathExtension("js"), file.appending(path: "index.js")]
        }
        candidates.append(start.appending(path: "index.js"))
        guard let file = candidates.first(where: isFile) else { throw NoModule(name: name) }
        return file
    }

    private static func isFile(_ url: URL) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }

    private static func quoted(_ text: String) -> String {
        String(decoding: (try? JSONEncoder().encode(text)) ?? Data(), as: UTF8.self)
    }
}

extension DebianLibrary {
    /// Libraries in copies of an old zygote of which a thread of the engine's used to begin.
    static let all = [
        DebianLibrary(name: "qs", use: "lib.parse('a[b]=c').a.b", result: "c"),
        DebianLibrary(
            name: "hash.js", use: "lib.sha256().update('abc').digest('hex')",
            result: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        DebianLibrary(
            name: "dagre",
            use: """
                {
                    const graph = new lib.graphlib.Graph();
                    graph.setGraph({}).setDefaultEdgeLabel(() => ({}));
                    for (const name of ["a", "b"]) graph.setNode(name, { width: 1, height: 1 });
                    graph.setEdge("a", "b");
                    lib.layout(graph);
                    String(graph.node("b").y)
                }
                """, result: "51.5"),
        DebianLibrary(
            name: "elliptic", use: "new lib.ec('secp256k1').g.mul(2).getX().toString(16)",
            result: "c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"),
        DebianLibrary(
            name: "sax",
            use: """
                {
                    const names = [];
                    const parser = lib.parser(true);
                    parser.onopentag = node => names.push(node.name);
                    parser.write("<a><b/></a>").close();
                    names.join()
                }
                """, result: "a,b"),
        DebianLibrary(name: "iconv-lite", use: "typeof lib.decode", result: "function"),
        DebianLibrary(
            name: "xml2js",
            use: """
                {
                    let found;
                    new lib.Parser({ async: false }).parseString("<a><b>1</b></a>", (error, result) => found = result);
                    JSON.stringify(found)
                }
                """, result: #"{"a":{"b":["1"]}}"#),
    ]
}
