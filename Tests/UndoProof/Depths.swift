/// Scripts that reach the end of the stack, or come near it, each in a different way.
let overflows = [
    "try { (function r(n) { return r(n + 1) + 1 })(0) } catch (e) { e.constructor.name + count }",
    "try { (function r() { 'use strict'; return 1 + r() })() } catch (e) { e.name + (count += 1) }",
    "{ const p = { get a() { return this.a + 1 } }; try { p.a } catch (e) { e.name + (count += 1) } }",
    "{ let t = []; for (let i = 0; i < 100000; i++) t = [t]; try { JSON.stringify(t).length } catch (e) { e.name } }",
    "try { JSON.parse('['.repeat(200000) + ']'.repeat(200000)).length } catch (e) { e.name }",
    "try { (function r() { JSON.stringify({ toJSON() { r(); return 1 } }) })() } catch (e) { e.name + (count += 1) }",
    "try { (function r() { [2, 1].sort(() => { r(); return 0 }) })() } catch (e) { e.name + (count += 1) }",
    "try { (function r() { 'aa'.replace(/a/g, () => { r(); return 'b' }) })() } catch (e) { e.name + (count += 1) }",
    "try { /^(?:(a)|b)*$/.test('ab'.repeat(300000)) } catch (e) { e.name }",
    "try { new RegExp('('.repeat(50000) + ')'.repeat(50000)).test('') } catch (e) { e.name }",
    "try { eval('('.repeat(100000) + '1' + ')'.repeat(100000)) } catch (e) { e.name }",
    "try { eval('1' + '+1'.repeat(100000)) } catch (e) { e.name }",
    "try { (function r() { eval('r()') })() } catch (e) { e.name + (count += 1) }",
    "try { (function r() { new Function('r', 'r()')(r) })() } catch (e) { e.name + (count += 1) }",
    "{ function* g(n) { yield* g(n + 1) } try { g(0).next() } catch (e) { e.name + (count += 1) } }",
    "try { (function r(...a) { return r(...a, 1) })() } catch (e) { e.name + (count += 1) }",
    "try { (function r() { return Reflect.apply(r, null, [1, 2, 3]) })() } catch (e) { e.name + (count += 1) }",
    "try { (function r() { return new Proxy(r, { apply() { return r() } })() })() } catch (e) { e.name + (count += 1) }",
    "{ class A { constructor() { this.b = new A } } try { new A } catch (e) { e.name + (count += 1) } }",
    "{ let p = {}; for (let i = 0; i < 20000; i++) p = new Proxy(p, {}); try { p.x } catch (e) { e.name } }",
    "{ let f = () => 1; for (let i = 0; i < 30000; i++) f = f.bind(null); try { f() } catch (e) { e.name } }",
    "{ const o = { toString() { return '' + this } }; try { '' + o } catch (e) { e.name + (count += 1) } }",
    "{ let k = 0; try { (function r(n) { try { r(n + 1) } finally { k += n & 1 } })(0) } catch (e) { e.name + typeof k } }",
    "try { (function r() { console.log(1); r() })() } catch (e) { e.name + (count += 1) }",
    "try { (function r(n) { const b = new Uint8Array(4096); r(n + 1); return b })(0) } catch (e) { e.name + (count += 1) }",
    "try { (function r() { [1].map(x => [x].forEach(y => [y].reduce(r, 0))) })() } catch (e) { e.name + (count += 1) }",
    "try { (async function r() { return await r() })(); 'never' } catch (e) { e.name + (count += 1) }",
    "{ const s = n => { Array.from({ length: 1 }, () => s(n + 1)) }; try { s(0) } catch (e) { e.name + (count += 1) } }",
    "try { (function r() { structured = new Map([[1, r]]); structured.forEach(f => f()) })() } catch (e) { e.name + (count += 1) }",
    "{ let n = 0; const r = () => { n++; r() }; try { r() } catch {} const d = n; n = 0; "
        + "const q = k => k > 0 ? q(k - 1) : new Function('return ' + d)(); try { q(Math.floor(d * 0.98)) } catch {} n > 0 || 'deep' }",
]

/// The same without an end.
let endlessOverflows = [
    "for (;;) { try { (function r(n) { return r(n + 1) + 1 })(0) } catch (e) { count++; keep = e.stack } }",
    "for (;;) { try { (function r() { [2, 1].sort(() => { r(); return 0 }) })() } catch (e) { o = { a: count++ } } }",
    "for (;;) { try { (function r() { JSON.stringify({ toJSON() { r(); return 1 } }) })() } catch (e) { count++ } }",
    "for (;;) { const p = { get a() { return this.a + 1 } }; try { p.a } catch (e) { fs = [e, count++] } }",
    "(function r(n) { try { r(n + 1) } finally { count++; r(n) } })(0)",
]
