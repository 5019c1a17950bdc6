import Testing
@testable import Isolates

/// Objects of one structure and ordinary arrays are read without asking for each property. What arrives is the same as
/// where each is asked for, and getters that change what is still to be read are believed.
@Suite(.timeLimit(.minutes(1))) struct StructureTests {
    /// Makes a value from a seed. `isAskedFor` gives every object and array what has each property asked for, and does
    /// not travel: an index that is not enumerable, another prototype. `isPlain`: only what JSON can carry.
    private static let generator = #"""
        function generate(seed, isAskedFor, isPlain) {
            let state = seed * 2654435761 >>> 0 || 1;
            const below = (n) => {
                state ^= state << 13; state >>>= 0; state ^= state >>> 17; state ^= state << 5; state >>>= 0;
                return state % n;
            };
            const shared = [];
            const names = ['a', 'b', '10', '2', 'x y', 'é', '\ud800', 'toString', '', '$type', '__proto__', 'toJSON'];
            const primitives = [null, true, false, 'text', '\ud800x', 'q"\\\n\u0001', '\u{1f600}', 'x'.repeat(300), 0, 7, -1.5,
                1e21, 5e-324, undefined, -0, NaN, -Infinity, 12345678901234567890n, Symbol.for('registered')];
            const ask = (object) => {
                shared.push(object);
                if (!isAskedFor) return object;
                if (Array.isArray(object)) return Object.setPrototypeOf(object, Object.create(Array.prototype));
                return Object.defineProperty(object, 1, {value: 'hidden'});
            };
            const primitive = () => primitives[below(isPlain ? 13 : primitives.length)];
            const value = (depth) => {
                if (depth <= 0 || below(3) === 0) return primitive();
                if (!isPlain && shared.length > 0 && below(8) === 0) return shared[below(shared.length)];
                return make(depth);
            };
            const makers = [
                (depth) => {
                    const list = ask([]);
                    for (let n = below(6); n > 0; n--) list.push(value(depth - 1));
                    return list;
                },
                (depth) => ask({a: value(depth - 1), b: value(depth - 1), c: primitive()}),
                (depth) => {
                    const list = ask([]);
                    for (let n = 0, count = below(20); n < count; n++) {
                        list.push(ask({id: n, name: 'n' + n, c: value(depth - 2)}));
                    }
                    return list;
                },
                (depth) => {
                    const object = ask(below(2) ? {} : Object.create(below(2) ? null : {inherited: 1}));
                    for (let n = below(6); n > 0; n--) {
                        Object.defineProperty(object, names[below(isPlain ? 9 : names.length)], {
                            value: value(depth - 1), writable: true, enumerable: true, configurable: true});
                    }
                    return object;
                },
                (depth) => {
                    const object = ask({});
                    for (let n = 0; n < 40; n++) object['k' + below(60)] = value(depth - 2);
                    for (let n = 0; n < 10; n++) delete object['k' + below(60)];
                    return object;
                },
                (depth) => {
                    const list = ask(new Array(below(5)));
                    if (below(2)) list[below(8)] = value(depth - 1);
                    return list;
                },
                (depth) => {
                    const map = new Map();
                    for (let n = below(4); n > 0; n--) map.set(value(depth - 1), value(depth - 1));
                    return map;
                },
                () => [new Date(below(1e9)), /a\/b/gi, new Uint8Array([1, below(255)]), Object('boxed'), new Set([1])][below(5)],
                (depth) => Object.freeze({f: value(depth - 1), g: Object.freeze([value(depth - 1)])}),
            ];
            const make = (depth) => makers[below(isPlain ? 5 : makers.length)](depth);
            return value(6);
        }
        0
        """#

    @Test func askedForOrNotTheSameArrives() async throws {
        try await withMachine { machine in
            try await machine.run(Self.generator)
            var largest = 0
            for seed in 1...400 {
                let read = try await machine.run("generate(\(seed), false, false)")
                let asked = try await machine.run("generate(\(seed), true, false)")
                #expect(read == asked, "seed \(seed)")
                largest = max(largest, try read.json().count)
            }
            #expect(largest > 10_000)
        }
    }

    /// What JSON can carry comes out as JSON.stringify writes it.
    @Test func plainValuesAreTheirJSON() async throws {
        try await withMachine { machine in
            try await machine.run(Self.generator)
            for seed in 1...200 {
                let text = try #require(try await machine.run("JSON.stringify(generate(\(seed), false, true))").string)
                #expect(try await machine.run("generate(\(seed), false, true)") == Value(json: text), "seed \(seed)")
            }
        }
    }

    @Test(arguments: [
        // A later object of the same structure is another one by then.
        "[o(1), o(2), o(3), {get x() { Object.defineProperty(list[4], 'b', {get() { return 'late' }}); return 0 }}, o(5)]",
        // The rest of the object that is being read.
        "[o(1), o(2), {a: 1, b: {get x() { const t = list[2]; delete t.c; t.d = 'new'; return 0 }}, c: 3}]",
        "[o(1), o(2), {a: 1, b: {get x() { Object.defineProperty(list[2], 'c', {get() { return 'late' }}); return 0 }}, c: 3}]",
        // The array that is being read, and its prototypes.
        "[1, {get x() { Object.defineProperty(list, 2, {get() { return 'late' }}); return 0 }}, 3, 4]",
        "[1, {get x() { list.length = 3; Object.prototype[2] = 'polluted'; delete list[2]; return 0 }}, 3, 4]",
        "[1, {get x() { Array.prototype[2] = 'polluted'; delete list[2]; return 0 }}, 3, 4, , 5]",
        "[1, {get x() { Object.setPrototypeOf(list, {2: 'polluted'}); delete list[2]; return 0 }}, 3, 4]",
        """
        [1, {get x() { Object.setPrototypeOf(Array.prototype, new Proxy({}, {get() { return 'polluted' }})); delete list[2];
        return 0 }}, 3, 4]
        """,
        "[[1], Object.freeze([1, , 3]), Object.seal({a: 1, b: [2]}), (() => { const a = []; a[1000] = 1; return a })()]",
    ])
    func gettersThatChangeWhatIsStillToBeReadAreBelieved(_ code: String) async throws {
        // JSON.stringify reads in the same order, and asks each time.
        let setUp = "var o = (n) => ({a: n, b: [n], c: 'c' + n}); var list = \(code);"
        var expected: Value?
        try await withMachine { machine in
            let text = try await machine.run("\(setUp) JSON.stringify(list)").string
            expected = try Value(json: try #require(text).replacing("null", with: #"{"$type":"undefined"}"#))
        }
        try await withMachine { machine in
            let value = try await machine.run("\(setUp) list")
            // A hole shows what a prototype has at its index in JSON.stringify, and nothing here.
            let polluted = try Value(
                json: String(decoding: try #require(expected).json(), as: UTF8.self)
                    .replacing(#""polluted""#, with: #"{"$type":"undefined"}"#))
            #expect(value.withoutSharing == polluted.withoutSharing)
        }
    }

    @Test func encodingWithinAGetterLeavesTheOuterOneAlone() async throws {
        try await withMachine(["tell": .function { (value: Value) in _ = value }]) { machine in
            let value = try await machine.run(
                """
                var shared = {s: 1}; var list = [];
                for (let i = 0; i < 50; i++) list.push({id: i, shared, get told() { tell([list.length, shared, shared]); return i }});
                list
                """)
            let elements = try #require(value.array)
            #expect(elements.count == 50)
            for (index, element) in elements.enumerated() {
                #expect(element.object?["told"] == Value(index))
            }
            try await machine.context.set("back", to: value)
            try await machine.expect("back.every((e) => e.shared === back[0].shared)", gives: true)
        }
    }

    @Test func moreStructuresThanAreRemembered() async throws {
        try await withMachine { machine in
            let value = try await machine.run(
                "var all = []; for (let i = 0; i < 3000; i++) all.push({['k' + i]: i}, {['k' + i]: [i]}); all")
            let text = try #require(try await machine.run("JSON.stringify(all)").string)
            #expect(try value == Value(json: text))
        }
    }

    @Test func textsThatAreLongOnlyOnceEscaped() async throws {
        let limits = ValueLimits(maximumEncodedBytes: 10_000)
        try await withMachine([:], Supervisor.Configuration(limits: limits)) { machine in
            for code in [
                #"'\u0001'.repeat(2000)"#, #"Array(2000).fill('"\\')"#, "Array(1000).fill(1 / 3)",
                "Object.fromEntries(Array(300).fill().map((_, i) => ['\\u0001\\u0002'.repeat(3) + i, i]))",
            ] {
                #expect(try await machine.error(code).limit == 10_000, "\(code)")
            }
            #expect(try await machine.run(#"'\u0001'.repeat(1666)"#).string?.utf8.count == 1_666)
            let thirds = try #require(try await machine.run("Array(500).fill(1 / 3)").array)
            #expect(thirds.count == 500)
            // What makes a thrown error too long is left out of it.
            let error = try await machine.error(
                "throw Object.assign(new Error('m'), {a: 1, b: '\\u0001'.repeat(3000)})")
            #expect(error.exception?.value.error?.properties["a"] == 1)
            try await machine.expect("1", gives: 1)
        }
    }
}

extension Value {
    /// The value with each reference to an array or object in the place of what it refers to.
    fileprivate var withoutSharing: Value {
        var objects: [Int: Value] = [:]
        func resolved(_ value: Value) -> Value {
            switch value {
            case .identified(let identifier, let object):
                let object = resolved(object)
                objects[identifier] = object
                return object
            case .reference(let identifier): return objects[identifier] ?? value
            case .array(let elements): return .array(elements.map(resolved))
            case .object(let object): return .object(Object(object.map { ($0.key, resolved($0.value)) }))
            default: return value
            }
        }
        return resolved(self)
    }
}
