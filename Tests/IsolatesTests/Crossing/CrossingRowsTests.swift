import Testing
@testable import Isolates

/// Every row of values.md through a real worker: out of a script, and into one by the sandbox.
@Suite struct CrossingRowsTests {
    /// A value, the JavaScript that makes it, and JavaScript that is true where `x` is such a value.
    struct Row: Sendable, CustomTestStringConvertible {
        let code: String
        let value: Value
        let check: String
        var testDescription: String { code }

        init(_ code: String, _ value: Value, _ check: String) {
            self.code = code
            self.value = value
            self.check = check
        }
    }

    static let primitives: [Row] = [
        Row("undefined", .undefined, "x === undefined"),
        Row("null", .null, "x === null"),
        Row("true", true, "x === true"),
        Row("false", false, "x === false"),
        Row("0", 0, "Object.is(x, 0)"),
        Row("-0", .number(-0.0), "Object.is(x, -0)"),
        Row("NaN", .number(.nan), "Object.is(x, NaN)"),
        Row("Infinity", .number(.infinity), "x === Infinity"),
        Row("-Infinity", .number(-.infinity), "x === -Infinity"),
        Row("5e-324", .number(.leastNonzeroMagnitude), "x === Number.MIN_VALUE"),
        Row("1.7976931348623157e308", 1.7976931348623157e308, "x === Number.MAX_VALUE"),
        Row("9007199254740993", 9007199254740992, "x === 2 ** 53"),
        Row("0.1 + 0.2", 0.30000000000000004, "x === 0.1 + 0.2"),
        Row("123n", .bigint("123"), "x === 123n"),
        Row("-(2n ** 100n)", .bigint("-1267650600228229401496703205376"), "x === -(2n ** 100n)"),
        Row("0n", .bigint("0"), "x === 0n"),
        Row("''", "", "x === ''"),
        Row(#"'a\0\n"\\é漢😀\u2028'"#, "a\0\n\"\\é漢😀\u{2028}", #"x === 'a\0\n"\\é漢😀\u2028'"#),
        Row(#"'\ud800x'"#, .string(JSString(utf16: [0xD800, 0x78])), #"x === '\ud800x'"#),
        Row(#"'\udc00\ud800'"#, .string(JSString(utf16: [0xDC00, 0xD800])), #"x === '\udc00\ud800'"#),
        Row(
            "Symbol('x')", .symbol(Value.Symbol("x")),
            "typeof x === 'symbol' && x.description === 'x' && Symbol.keyFor(x) === undefined"),
        Row("Symbol()", .symbol(Value.Symbol(nil)), "typeof x === 'symbol' && x.description === undefined"),
        Row("Symbol('')", .symbol(Value.Symbol("")), "x.description === ''"),
        Row("Symbol.for('x')", .symbol(Value.Symbol(registered: "x")), "x === Symbol.for('x')"),
    ]

    static let objects: [Row] = [
        Row(
            "new Date(1767323045678)", .date(JSDate(milliseconds: 1_767_323_045_678)),
            "x instanceof Date && +x === 1767323045678"),
        Row("new Date(-8.64e15)", .date(JSDate(milliseconds: -8.64e15)), "+x === -8.64e15"),
        Row("new Date(NaN)", .date(.invalid), "x instanceof Date && Number.isNaN(+x)"),
        Row(
            "/a+/gi", .regexp(Value.RegExp(pattern: "a+", flags: "gi")!),
            "x instanceof RegExp && x.source === 'a+' && x.flags === 'gi'"),
        Row(#"new RegExp('/\n')"#, .regexp(Value.RegExp(pattern: #"\/\n"#)!), #"x.test('/\n')"#),
        Row(
            "new Map([['k', 1], [NaN, []]])", .map([Value.Entry("k", 1), Value.Entry(.number(.nan), [])]),
            "x instanceof Map && x.size === 2 && x.get('k') === 1 && x.get(NaN).length === 0 && [...x.keys()][0] === 'k'"
        ),
        Row("new Set([3, 1, 'a'])", .set([3, 1, "a"]), "x instanceof Set && [...x].join() === '3,1,a'"),
        Row("[]", [], "Array.isArray(x) && x.length === 0"),
        Row("[1, [2, [3]]]", [1, [2, [3]]], "x[1][1][0] === 3"),
        Row("({})", [:], "Object.getPrototypeOf(x) === Object.prototype && Object.keys(x).length === 0"),
        Row(
            "({b: 1, a: {c: []}, 2: 3})", ["2": 3, "b": 1, "a": ["c": []]],
            "Object.keys(x).join() === '2,b,a' && x.a.c.length === 0"),
        Row(
            "({toString: 1, constructor: 2, hasOwnProperty: 3})",
            ["toString": 1, "constructor": 2, "hasOwnProperty": 3],
            "x.toString === 1 && x.constructor === 2"),
        Row("({$type: 'undefined'})", ["$type": "undefined"], "x.$type === 'undefined' && Object.keys(x).length === 1"),
        Row("({$type: 'object', value: {a: 1}})", ["$type": "object", "value": ["a": 1]], "x.value.a === 1"),
        Row(
            "({['__proto__']: {a: 1}})", .object(["__proto__": ["a": 1]]),
            "Object.hasOwn(x, '__proto__') && Object.getPrototypeOf(x) === Object.prototype && x.a === undefined"),
        Row(
            #"({'\udc00': 1, '\ud800': 2})"#,
            .object(Value.Object([(JSString(utf16: [0xDC00]), Value(1)), (JSString(utf16: [0xD800]), Value(2))])),
            #"x['\udc00'] === 1 && x['\ud800'] === 2 && Object.keys(x).length === 2"#),
        Row("({'': 0, 'a b': 1})", ["": 0, "a b": 1], "x[''] === 0 && x['a b'] === 1"),
        Row(
            "new Uint8Array([1, 255]).buffer", .arraybuffer([1, 255]),
            "x instanceof ArrayBuffer && new Uint8Array(x)[1] === 255 && x.byteLength === 2"),
        Row("new ArrayBuffer(0)", .arraybuffer([]), "x.byteLength === 0"),
    ]

    static let views: [Row] = Value.TypedArray.Kind.allCases.filter { $0 != .float16 }.map { kind in
        let length = kind.bytesPerElement * 2
        let bytes = (0..<length).map { UInt8($0 + 1) }
        let buffer = "new Uint8Array([\(bytes.map(String.init).joined(separator: ","))]).buffer"
        return Row(
            "new \(kind.rawValue)(\(buffer))", .typedarray(Value.TypedArray(kind, bytes: bytes)!),
            "x instanceof \(kind.rawValue) && x.byteLength === \(length) && new Uint8Array(x.buffer, x.byteOffset)[1] === 2"
        )
    }

    @Test(.timeLimit(.minutes(1)), arguments: [primitives, objects, views])
    func crossesOutAndIn(_ rows: [Row]) async throws {
        try await withMachine { machine in
            for row in rows {
                try await machine.expect("(\(row.code))", gives: row.value)
                try await machine.context.set("x", to: row.value)
                try await machine.expect(row.check, gives: true)
                #expect(try await machine.context.get("x") == row.value, "\(row.code)")
            }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func rowsCrossTogetherInASandbox() async throws {
        var sandbox: Value.Object = [:]
        let rows = Self.primitives + Self.objects + Self.views
        for (index, row) in rows.enumerated() { sandbox["v\(index)"] = row.value }
        try await withMachine(sandbox) { machine in
            for (index, row) in rows.enumerated() {
                try await machine.expect("(x => \(row.check))(v\(index))", gives: true)
            }
            #expect(try await machine.context.sandbox == sandbox)
        }
    }
}
