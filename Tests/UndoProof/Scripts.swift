/// Random numbers that are the same for the same seed (SplitMix64).
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &self) }
}

/// A step of a random history.
enum Step {
    case run(String)
    /// A full garbage collection.
    case collect
}

/// Makes a random step that leaves something behind, or looks at what others have left.
func randomStep(_ dice: inout Dice) -> Step {
    let k = dice.roll(1_000_000)
    let kinds = 30
    switch dice.roll(kinds) {
    case 0: return .run("count += \(k)")
    case 1:
        return .run(
            "globalThis.m ||= new Map(); m.set('k\(k % 5000)', { v: \(k), l: [1, 'x'] }); if (m.size > 3000) m.clear(); m.size"
        )
    case 2:
        return .run(
            "globalThis.fs ||= []; { let c = \(k); fs.push(() => c += 1) } if (fs.length > 200) fs.splice(0, 50); "
                + "fs.map(f => f()).reduce((a, b) => a + b)")
    case 3:
        return .run(
            "globalThis.C ||= class { #p = 1; inc(n) { this.#p += n; return this.#p } }; globalThis.c1 ||= new C; c1.inc(\(k))"
        )
    case 4:
        return .run(
            "globalThis.gen ||= (function* () { let i = 0; while (true) yield i += 3 })(); gen.next().value + gen.next().value"
        )
    case 5:
        return .run(
            "globalThis.rs ||= []; new Promise(r => rs.push(r)).then(v => { count += v }); if (rs.length > 3) rs.shift()(\(k)); count"
        )
    case 6:
        return .run(
            "function hot\(k % 7)(n) { let s = 0; for (let i = 0; i < n; i++) s = (s * 31 + i ^ \(k)) | 0; return s } hot\(k % 7)(60000)"
        )
    case 7: return .run("{ let q; for (let i = 0; i < \(k % 40000 + 1); i++) q = { i, a: [i, 'x' + i] }; q.a[1] }")
    case 8:
        return .run(
            "globalThis.ta = new Uint32Array(\(1 + k % 60000)); for (let i = 0; i < ta.length; i++) ta[i] = i * \(k % 97); "
                + "ta.reduce((a, b) => (a + b) | 0, 0)")
    case 9:
        return .run(
            "globalThis.str = ((globalThis.str || '') + 'ab-\(k)').slice(-5000); str.replace(/(\\d+)-?/g, (m, d) => d.length).length"
        )
    case 10:
        return .run(
            "globalThis.o2 ||= {}; o2['p\(k % 300)'] = \(k); delete o2['p\(k * 7 % 300)']; "
                + "Object.defineProperty(o2, 'g\(k % 5)', { get() { return count }, configurable: true, enumerable: true }); "
                + "Object.keys(o2).length + o2.g\(k % 5)")
    case 11:
        return .run(
            "JSON.stringify(JSON.parse(JSON.stringify(Array.from({ length: \(k % 3000) }, (_, i) => (i * 7919) % 1000).sort((a, b) => a - b)))).length"
        )
    case 12: return .run("count += 1; throw new Error('e\(k)')")
    case 13:
        return .run(
            "globalThis.keep ||= []; for (let i = 0; i < \(k % 8000); i++) keep.push({ i, s: 's' + i }); "
                + "if (keep.length > 60000) keep = keep.slice(-100); keep.length")
    case 14, 15: return .run(digest)
    case 16: return .collect
    case 17:
        return .run(
            "globalThis.w ||= new WeakRef(o); w.deref() === o ? new Function('a', 'return a * \(k) + count')(3) : 'dead'"
        )
    case 18:
        return .run(
            "(\(k)).toLocaleString('en') + [3, \(k), 1].toSorted().join() + new Intl.NumberFormat('en').format(\(k).5)")
    case 19:
        return .run("globalThis.big = ((globalThis.big || 1n) * \(k | 1)n + 7n) % (2n ** 500n); big.toString().length")
    case 20: return .run("try { (function r(n) { return r(n + 1) + 1 })(0) } catch (e) { e.constructor.name + count }")
    case 21:
        return .run(
            "globalThis.buf = new ArrayBuffer(\(100 + (k % 50 == 0 ? 9_000_000 : k))); new Uint8Array(buf).fill(\(k & 255)); new DataView(buf).getUint8(5)"
        )
    case 22:
        return .run(
            "function mono\(k % 4)(a) { return a.x * 2 + (a.y || 0) } { let t = 0; for (let i = 0; i < 20000; i++) "
                + "t += mono\(k % 4)(i & 1 ? { x: i } : { y: 1, x: i }); t }")
    case 23: return .run("globalThis.rx ||= /a(b+)c/g; rx.exec('xxabbbc\(k)abc'); rx.lastIndex")
    case 24: return .run("async function af(n) { await null; count += n; await 0; count -= 1 } af(\(k % 10)); count")
    case 25: return .run("globalThis['v\(k % 500)'] = { t: \(k) }; Reflect.ownKeys(globalThis).length")
    case 26:
        return .run(
            "undoTest('map', \(k % 9)); '\(String(repeating: "a long text of a script; ", count: k % 400))'.length + count"
        )
    case 27:
        return .run(
            "'y'.repeat(\(k % 20 == 0 ? 16 << 20 : k)).length + count; 'y'.repeat(\(k % 20 == 0 ? 16 << 20 : k))")
    case 28:
        return .run(
            "console.log(count, [\(k)], { a: new Map([[1, { b: count }]]) }); console.error(new Error('c\(k)').message)"
        )
    default: return .run("count")
    }
}

/// A script that computes a hash of everything that the steps leave behind.
let digest = """
    (() => { let h = 0; const seen = new Set; (function walk(v, d) { if (d > 6) return; if (v && typeof v === 'object') {
    if (seen.has(v)) return; seen.add(v); if (v instanceof Map) for (const [a, b] of v) { walk(a, d + 1); walk(b, d + 1) }
    else if (ArrayBuffer.isView(v)) { for (const x of v) h = (h * 33 + x) | 0 } else for (const q of Object.keys(v).sort()) {
    walk(q, d + 1); walk(v[q], d + 1) } } else { const t = String(v); for (let i = 0; i < t.length; i++)
    h = (h * 31 + t.charCodeAt(i)) | 0 } })({ count, o, m: globalThis.m, keep: globalThis.keep, ta: globalThis.ta,
    str: globalThis.str, o2: globalThis.o2, fs: (globalThis.fs || []).map(String), big: globalThis.big,
    l: (globalThis.heap || []).length }, 0); return h + ':' + count })()
    """

/// Scripts that never end, and meanwhile destroy as much as they can.
let wreckers = [
    "count += 1e9; try { m.clear() } catch {} fs = []; keep = null; for (;;) { o = { a: count++, z: 1 } }",
    "globalThis.xx = []; for (;;) xx.push(new Array(1000).fill(count++))",
    "count = -5; gen = null; for (const q of Object.keys(globalThis)) { try { if (!['count'].includes(q)) globalThis[q] = 0 } catch {} } while (true);",
    "globalThis.ggg = []; for (let i = 0; ; i++) { ggg[i % 50] = new Uint8Array(200000).fill(i); count++ }",
    "if (globalThis.C) C.prototype.inc = () => 0; Array.prototype.map = null; Promise = 1; Object.freeze(o); for (;;) { new Function('return ' + count++)() }",
    "(function r(n) { try { r(n + 1) } finally { count++; r(n) } })(0)",
    "for (let i = 0; ; i++) { let e = new Uint8Array(9000000); e[i] = 1; try { null.x } catch (e) { keep = [e.stack] } }",
]
