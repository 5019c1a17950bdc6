// Expressions over web globals, and what Node gives for each: `node web.js > web.json`. Promises are awaited.
"use strict";
const rows = [];
const add = (code) => rows.push(code);

const fields = "[u.href, u.protocol, u.username, u.password, u.host, u.port, u.pathname, u.search, u.hash, u.origin].join(' ')";
for (const [input, base] of [
  ["http://example.com"], ["HTTP://USER:pass@EXAMPLE.com:80/%7Efoo/../a?b=c#d"], ["https://[2001:DB8::1]:443/x"], ["http://0x7f.1/"],
  ["http://192.168.257/"], ["file:///C|/x/../y"], ["mailto:a@b.c"], ["data:text/plain,a b#c"], ["javascript:alert(1)"], ["http://a.b/ü?ü#ü"],
  ["http://münchen.de/"], ["http://日本語.jp"], ["//x/y", "http://a/b"], ["../c", "http://a/b/d/e"], ["?q", "http://a/b?c#d"], ["#f", "http://a/b?c#d"],
  ["", "http://a/b?c#d"], ["/abs", "https://u:p@h:8080/x"], ["./x/./y/../z", "http://h/p/"], ["http:foo", "http://h/p/q"], ["http:\\\\x\\y"],
  ["  http://trim.me/\t \n"], ["http://a\tb.c/"], ["ws://h:80/"], ["ftp://h:21/"], ["http://h:8080"], ["http://h:"], ["non-special://H/x/../y?z"],
   ["blob:https://a.b/c"], ["http://a/b c?d e#f g"], ["http://a/%zz?%zz"], ["http://a@b@c/"], ["http://:pw@h/"],
  ["http://1.2.3.4.5"], ["http://256.256.256.256"], ["http://h:99999"], ["http://"], ["http://a b/"], ["http://[::1"], ["http://%00/"], ["nothing"],
  ["/x"], ["http://xn--/"], ["http://h/a/%2e%2e/b"], ["file://host/share/x"], ["file:x", "file:///a/b"], ["http://ex%41mple.com"],
]) {
  const call = base === undefined ? `new URL(${JSON.stringify(input)})` : `new URL(${JSON.stringify(input)}, ${JSON.stringify(base)})`;
  if (input !== "http://xn--/") add(`(() => { const u = ${call}; return ${fields}; })()`);
}
for (const [property, value] of [
  ["protocol", "https"], ["protocol", "foo"], ["host", "x.y:81"], ["host", ""], ["hostname", "z"], ["port", "9000"], ["port", "80"], ["port", "x"],
  ["port", ""], ["pathname", "a b/../c"], ["pathname", ""], ["search", "?a=1"], ["search", ""], ["search", "ä"], ["hash", "h h"], ["hash", ""],
  ["username", "ü@:"], ["password", "p:w"], ["href", "http://other/"],
]) {
  add(`(() => { const u = new URL("http://u:p@h:8080/p/q?r=s#t"); u.${property} = ${JSON.stringify(value)}; return u.href + " " + u.searchParams; })()`);
}
add(`(() => { const u = new URL("http://h/?a=1"); u.searchParams.append("b c", "d&e"); return u.href; })()`);
add(`(() => { const u = new URL("http://h/?a=1"); u.searchParams.delete("a"); return u.href; })()`);
add(`(() => { const u = new URL("http://h/?a=1&b=2"); const p = u.searchParams; u.search = "?c=3"; return p.toString() + (p === u.searchParams); })()`);
for (const code of [
  "URL.canParse('http://a')", "URL.canParse('a')", "URL.canParse('a', 'http://b')", "JSON.stringify(new URL('http://a'))", "String(new URL('http://a/b'))",
  "Object.prototype.toString.call(new URL('http://a'))", "Object.keys(URL.prototype).sort().join()", "Object.keys(URLSearchParams.prototype).sort().join()",
  "new URLSearchParams('?a=1&b=2&a=3').getAll('a').join()", "new URLSearchParams('a=1&b=2').get('c')", "new URLSearchParams({ a: 1, b: 'x y' }).toString()",
  "new URLSearchParams([['a', '1'], ['b', '2']]).toString()", "new URLSearchParams(new URLSearchParams('x=y')).toString()", "new URLSearchParams('a=b=c&d').toString()",
  "new URLSearchParams('a=%F0%9F%98%80+b%zz').get('a')", "new URLSearchParams('=x&y=').toString()", "new URLSearchParams('a=1&b=2&a=3').size",
  "(() => { const p = new URLSearchParams('b=2&a=1&b=1'); p.sort(); return p.toString(); })()", "(() => { const p = new URLSearchParams('a=1&a=2'); p.set('a', '3'); return p.toString(); })()",
  "(() => { const p = new URLSearchParams('a=1&a=2&b=3'); p.delete('a'); return p.toString(); })()", "[...new URLSearchParams('a=1&b=2')].join(';')", "[...new URLSearchParams('a=1&b=2').keys()].join()",
  "[...new URLSearchParams('a=1&b=2').values()].join()", "(() => { let s = ''; new URLSearchParams('a=1&b=2').forEach((v, k) => { s += k + v; }); return s; })()",
  "new URLSearchParams('a=*-._~!\\'()').toString()", "new URLSearchParams([['a']])", "new URLSearchParams('a=1').has('a')", "new URLSearchParams({ 'ü': 'é' }).toString()",
  "new URLSearchParams('a=\\ud800').get('a')", "new URLSearchParams(undefined).toString()", "new URLSearchParams(5).toString()", "new URL()", "new URL('a').x",
]) add(code);

for (const text of ["", "a", "ab", "abc", "abcd", "é", "\u0000\u00ff", "☃"]) add(`btoa(${JSON.stringify(text)})`);
for (const text of ["", "YQ==", "YQ", "YWI=", "YWJj", " Y W J j ", "YQ=", "Y", "YQ===", "Y=Q", "====", "YWJ\n", "abc-", "é", "/+8="]) add(`[...atob(${JSON.stringify(text)})].map((c) => c.charCodeAt(0)).join()`);
add("btoa()"); add("atob()"); add("btoa(12)"); add("btoa(null)"); add("atob(null)"); add("btoa(undefined)");

for (const text of ["", "abc", "é☃😀", "\\ud800", "a\\udc00b"]) add(`[...new TextEncoder().encode("${text}")].join()`);
add("JSON.stringify(new TextEncoder().encodeInto('a☃b', new Uint8Array(4)))"); add("JSON.stringify(new TextEncoder().encodeInto('😀', new Uint8Array(3)))");
add("new TextEncoder().encoding"); add("new TextDecoder('UTF8').encoding"); add("new TextDecoder(' unicode ').encoding"); add("new TextDecoder('utf-16be').encoding"); add("new TextDecoder('latin1').encoding");
add("new TextDecoder('nonsense')"); add("new TextDecoder().decode()"); add("new TextDecoder().decode('x')"); add("new TextDecoder('utf-8', { fatal: true }).fatal"); add("new TextDecoder('utf-8', { ignoreBOM: true }).ignoreBOM");
for (const bytes of [[65, 66], [0xc3, 0xa9], [0xe2, 0x98, 0x83], [0xf0, 0x9f, 0x98, 0x80], [0xff], [0xe2, 0x98], [0xe2, 0x28, 0xa1], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80],
  [0xc0, 0x80], [0xef, 0xbb, 0xbf, 65], [0xf0, 0x80, 0x80, 0x80], [0x80, 0x80, 65], [0xe0, 0x9f, 0xbf], [0xc2]]) {
  add(`JSON.stringify(new TextDecoder().decode(new Uint8Array([${bytes}])))`);
  add(`JSON.stringify(new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array([${bytes}])))`);
}
for (const bytes of [[65, 0], [0x3d, 0xd8, 0, 0xde], [0, 0xd8], [0, 0xdc, 65, 0], [65], [0xff, 0xfe, 65, 0]]) add(`JSON.stringify(new TextDecoder("utf-16le").decode(new Uint8Array([${bytes}])))`);
add("(() => { const d = new TextDecoder(); return d.decode(new Uint8Array([0xe2, 0x98]), { stream: true }) + d.decode(new Uint8Array([0x83]), { stream: true }) + d.decode(); })()");
add("(() => { const d = new TextDecoder('utf-16le'); return d.decode(new Uint8Array([65]), { stream: true }) + d.decode(new Uint8Array([0, 66, 0])); })()");
add("new TextDecoder().decode(new Uint16Array([0x4142]).buffer)"); add("new TextDecoder().decode(new DataView(new Uint8Array([65, 66, 67]).buffer, 1))");

for (const [value, look] of [
  ["{ a: 1, b: [1, , 3], c: { d: null } }", "JSON.stringify(c)"], ["new Date(5)", "c.getTime() + (c instanceof Date)"], ["/a/gi", "String(c) + c.lastIndex"], ["new Map([[1, { x: 2 }]])", "c.get(1).x"],
  ["new Set([1, 'a'])", "[...c].join()"], ["new Uint8Array([1, 2]).subarray(1)", "c.length + ',' + c.buffer.byteLength"], ["new Float64Array([1.5])", "c[0]"], ["new DataView(new ArrayBuffer(4), 1, 2)", "c.byteOffset + ',' + c.byteLength"],
  ["new TypeError('m', { cause: 1 })", "[c.name, c.message, c instanceof TypeError, c.cause].join()"], ["Object.assign(new Error('x'), { name: 'Odd' })", "c.name"], ["new Boolean(false)", "typeof c + c"], ["new String('s')", "typeof c + c"],
  ["Object(5n)", "typeof c + c"], ["NaN", "c"], ["-0", "Object.is(c, -0)"], ["5n", "c"], ["undefined", "c"], ["null", "c"], ["'s'", "c"], ["() => 1", "c"], ["Symbol('s')", "c"], ["{ f() {} }", "c"], ["new WeakMap()", "c"], ["Promise.resolve()", "c"],
  ["new (class A { x = 1; get y() { return 2; } })()", "JSON.stringify(c) + Object.getPrototypeOf(c).constructor.name"], ["{ get a() { return 3; } }", "c.a"], ["Object.create({ p: 1 }, { q: { value: 2, enumerable: true }, r: { value: 3 } })", "Object.keys(c).join()"],
  ["Object.defineProperty([1], 'x', { value: 2, enumerable: true })", "c.x + c.length"], ["(() => { const o = {}; o.self = o; return o; })()", "c.self === c"], ["(() => { const a = {}; return [a, a]; })()", "c[0] === c[1]"], ["(function () { return arguments; })(1, 2)", "c[1]"],
  ["{ [Symbol('x')]: 1, a: 1 }", "Reflect.ownKeys(c).length"], ["new Array(3)", "c.length + ',' + (0 in c)"], ["Object.freeze({ a: 1 })", "Object.isFrozen(c)"], ["new (class extends Map {})([[1, 2]])", "c.constructor.name + c.get(1)"],
]) add(`(() => { const c = structuredClone(${value}); return ${look}; })()`);
for (const value of [
  "new Map([[1, 2]]).entries()", "new Set([1]).values()", "[1].values()", "'a'[Symbol.iterator]()", "'a'.matchAll(/a/g)",
  "(function* () {})()", "(async function* () {})()", "new WeakRef({})", "new WeakMap()",
  "new FinalizationRegistry(() => {})", "Promise.resolve()", "new Intl.Collator()", "new Intl.NumberFormat()", "new Intl.Locale('en')",
  "new Intl.Segmenter().segment('a')", "new WebAssembly.Memory({ initial: 1 })", "[[1].values()]", "{ a: new Map().keys() }", "arguments",
  "Math", "JSON", "Intl", "Map.prototype", "Date.prototype", "Object.getPrototypeOf([].values())", "new (class A { x = 1 })()",
  "setTimeout(() => {}, 0)", "setImmediate(() => {})",
]) add(`(function () { return Object.keys(structuredClone(${value})).join(); })()`);
add("structuredClone()"); add("(() => { const b = new ArrayBuffer(4); const c = structuredClone({ b }, { transfer: [b] }); return [b.byteLength, c.b.byteLength].join(); })()");
add("(() => { const b = new ArrayBuffer(4); return structuredClone(b, { transfer: [b, b] }); })()");
add("(() => { const b = new ArrayBuffer(4); try { structuredClone([b, () => 1], { transfer: [b] }); } catch (e) { return e.name + b.byteLength; } })()");
add("(() => { const b = new ArrayBuffer(8), u = new Uint8Array(b, 2, 3), c = structuredClone({ u, b }, { transfer: [b] }); return [c.u.buffer === c.b, c.u.byteOffset, c.u.length, b.byteLength].join(); })()");
add("(() => { const a = new ArrayBuffer(1), b = new Uint8Array([7]).buffer, c = structuredClone(new Map([[a, b]]), { transfer: [b] }); return [a.byteLength, b.byteLength, new Uint8Array([...c.values()][0])[0]].join(); })()");
add("structuredClone(1, 5)");

for (const code of [
  "(() => { const t = new EventTarget(), l = []; t.addEventListener('x', (e) => l.push(e.type, e.target === t)); t.dispatchEvent(new Event('x')); return l.join(); })()",
  "(() => { const t = new EventTarget(); let n = 0; const f = () => n++; t.addEventListener('x', f); t.addEventListener('x', f); t.dispatchEvent(new Event('x')); return n; })()",
  "(() => { const t = new EventTarget(); let n = 0; t.addEventListener('x', () => n++, { once: true }); t.dispatchEvent(new Event('x')); t.dispatchEvent(new Event('x')); return n; })()",
  "(() => { const t = new EventTarget(); let n = 0; const f = () => n++; t.addEventListener('x', f); t.removeEventListener('x', f); t.dispatchEvent(new Event('x')); return n; })()",
  "(() => { const t = new EventTarget(); t.addEventListener('x', (e) => e.preventDefault()); return [t.dispatchEvent(new Event('x')), t.dispatchEvent(new Event('x', { cancelable: true }))].join(); })()",
  "(() => { const t = new EventTarget(), l = []; t.addEventListener('x', (e) => { l.push(1); e.stopImmediatePropagation(); }); t.addEventListener('x', () => l.push(2)); t.dispatchEvent(new Event('x')); return l.join(); })()",
  "(() => { const t = new EventTarget(); let s; t.addEventListener('x', { handleEvent(e) { s = e.detail; } }); t.dispatchEvent(new CustomEvent('x', { detail: 5 })); return s; })()",
  "(() => { const t = new EventTarget(), c = new AbortController(); let n = 0; t.addEventListener('x', () => n++, { signal: c.signal }); c.abort(); t.dispatchEvent(new Event('x')); return n; })()",
  "new Event('x').bubbles", "new Event('x', { cancelable: true }).cancelable", "new Event()", "new EventTarget().dispatchEvent({})", "new AbortSignal()", "AbortSignal.abort().aborted", "AbortSignal.abort().reason.name", "AbortSignal.abort(5).reason",
  "(() => { const c = new AbortController(); let s; c.signal.onabort = (e) => { s = e.type; }; c.abort('r'); return s + c.signal.reason; })()", "(() => { const c = new AbortController(); c.abort(); c.signal.throwIfAborted(); })()",
  "(() => { const a = new AbortController(), s = AbortSignal.any([a.signal, new AbortController().signal]); a.abort(7); return [s.aborted, s.reason].join(); })()", "AbortSignal.any([]).aborted",
  "new DOMException('m', 'AbortError').code", "String(new DOMException('m', 'SyntaxError'))", "new DOMException('m').name", "new DOMException() instanceof Error", "DOMException.ABORT_ERR", "new DOMException('m', { name: 'N', cause: 1 }).cause",
  "crypto.randomUUID().replace(/[0-9a-f]/g, 'x')", "crypto.getRandomValues(new Uint8Array(4)).length", "crypto.getRandomValues(new Float64Array(1))", "crypto.getRandomValues(new Uint8Array(65537))",
  "crypto.subtle.digest('SHA-256', new Uint8Array([97, 98, 99])).then((b) => [...new Uint8Array(b)].join())", "crypto.subtle.digest('sha-1', new Uint8Array(64)).then((b) => [...new Uint8Array(b)].join())",
  "crypto.subtle.digest('SHA-384', new Uint8Array(111).buffer).then((b) => [...new Uint8Array(b)].join())", "crypto.subtle.digest({ name: 'SHA-512' }, new Uint8Array(200)).then((b) => [...new Uint8Array(b)].join())", "crypto.subtle.digest('MD5', new Uint8Array(1))",
  "typeof performance.now() + (performance.timeOrigin > 1e12)", "performance.mark('a').entryType", "performance.measure('m').startTime", "performance.measure('m', 'no such mark')",
]) add(code);

for (const code of [
  "performance.mark()", "performance.measure()", "performance.mark('x', { startTime: -1 })", "performance.measure('m', { start: 1, end: 4, duration: 3 })",
  "performance.mark('x').constructor.name", "performance.measure('x', {}).constructor.name", "performance.mark('x', { startTime: 5, detail: { a: 1 } }).detail.a",
  "(() => { const m = performance.measure('m', { end: 10, duration: 4 }); return [m.startTime, m.duration, m.entryType].join(); })()",
  "AbortSignal.timeout(5).aborted", "new Promise((done) => { AbortSignal.timeout(2).onabort = (e) => done(e.type); setTimeout(() => {}, 100); })",
  "new Promise((done) => { const s = AbortSignal.timeout(2); setTimeout(() => done([s.aborted, s.reason.name, s.reason.code].join()), 40); })",
  "new Headers(null)", "new Request('http://u:p@a/')", "new Request('http://a').signal.aborted", "new Request('http://a', { signal: 5 })",
  "new Request('http://a', { signal: null }).signal.aborted", "new Request('http://a', { signal: AbortSignal.abort() }).signal.aborted",
  "Response.redirect('/rel')", "Response.redirect('http://a/b').headers.get('location')",
  "crypto.subtle.digest('SHA-512', new Uint8Array(1000).fill(7)).then((b) => [...new Uint8Array(b)].join())",
  "crypto.subtle.digest('SHA-384', new Uint8Array(240).map((_, i) => i * 7)).then((b) => [...new Uint8Array(b)].join())",
  "crypto.subtle.digest('SHA-1', new Uint8Array(300).map((_, i) => i * 5)).then((b) => [...new Uint8Array(b)].join())",
]) add(code);

const order = (body) => `new Promise((done) => { const l = []; ${body} setTimeout(() => done(l.join()), 40); })`;
for (const body of [
  "setTimeout(() => l.push(2), 20); setTimeout(() => l.push(1), 1);", "setTimeout(() => l.push('a'), 5); setTimeout(() => l.push('b'), 5);",
  "setTimeout(() => { l.push('t'); Promise.resolve().then(() => l.push('m')); }, 1); setTimeout(() => l.push('u'), 1);",
  "Promise.resolve().then(() => l.push('p')); queueMicrotask(() => l.push('q')); l.push('s');", "const i = setInterval(() => { l.push('i'); if (l.length === 3) clearInterval(i); }, 1);",
  "const t = setTimeout(() => l.push('no'), 1); clearTimeout(t);", "const t = setTimeout(() => l.push('no'), 1); clearTimeout(+t);", "setTimeout((a, b) => l.push(a + b), 1, 2, 3);", "setTimeout(() => { setTimeout(() => l.push('inner'), 1); l.push('outer'); }, 1);",
  "setImmediate(() => { l.push('i1'); setImmediate(() => l.push('i3')); }); setImmediate(() => l.push('i2'));", "const i = setImmediate(() => l.push('no')); clearImmediate(i);", "setTimeout(() => { setTimeout(() => l.push('t'), 0); setImmediate(() => l.push('i')); }, 1);",
  "const t = setTimeout(() => l.push('r'), 1); l.push(t.hasRef(), t.unref().hasRef(), t.ref().hasRef());", "const t = setTimeout(() => l.push('x'), 1); t.refresh(); l.push(typeof +t);", "setTimeout(() => l.push('nan'), NaN); setTimeout(() => l.push('neg'), -5); setTimeout(() => l.push('big'), 2 ** 40);",
  "const t = setTimeout(function () { l.push(this === t); }, 1);", "clearTimeout(undefined); clearTimeout(null); clearTimeout({}); clearTimeout(99999); l.push('fine');", "const t = setInterval(() => l.push('once'), 1); setTimeout(() => clearInterval(t), 0);",
]) add(order(body.replace("setTimeout(() => clearInterval(t), 0)", "t.unref(); setTimeout(() => { clearInterval(t); l.length = 0; }, 10)")));
for (const body of [
  "const t = [5, 4, 3, 2, 1].map((n) => setTimeout(() => l.push(n), n * 2)); clearTimeout(t[2]); clearTimeout(t[0]);",
  "const t = setInterval(() => { l.push(1); t.close(); }, 1);", "const a = setImmediate(() => { l.push('a'); clearImmediate(b); }), b = setImmediate(() => l.push('b'));",
  "const t = setTimeout(() => { l.push('t'); if (l.length < 3) t.refresh(); }, 1);",
  "setTimeout(() => { setImmediate(() => l.push('i')); setTimeout(() => l.push('late'), 1); queueMicrotask(() => l.push('m')); l.push('s'); }, 1);",
]) add(order(body));
for (const code of ["setTimeout('text')", "setTimeout()", "setInterval(null)", "setImmediate(5)", "queueMicrotask({})", "typeof setTimeout(() => {}, 1)"]) add(code);

// What the batteries of web-platform-tests clone (html/webappapis/structured-clone), shown to the last property.
const shown = "(v => { const d = x => typeof x === 'bigint' ? x + 'n' : typeof x === 'symbol' ? String(x) : typeof x !== 'object' || x === null ? (Object.is(x, -0) ? '-0' : String(x)) : Object.prototype.toString.call(x) + (x instanceof Date ? +x : x instanceof RegExp ? x + x.lastIndex : x instanceof Map ? [...x].map(([a, b]) => d(a) + '=>' + d(b)) : x instanceof Set ? [...x].map(d) : x instanceof Error ? x.name + ':' + x.message + ':' + d(x.cause) + Object.hasOwn(x, 'message') : x instanceof ArrayBuffer ? [...new Uint8Array(x)] : ArrayBuffer.isView(x) ? [x.byteOffset, x.byteLength, ...new Uint8Array(x.buffer)] : ['Boolean', 'Number', 'String', 'BigInt'].includes(Object.prototype.toString.call(x).slice(8, -1)) ? typeof x + d(x.valueOf()) : '') + (x instanceof RegExp || x instanceof Error ? '' : Array.isArray(x) ? '#' + x.length : '') + (ArrayBuffer.isView(x) || x instanceof String ? '' : '{' + Reflect.ownKeys(x).filter(k => k !== 'length' && k !== 'stack' && k !== 'lastIndex' && !['line', 'column', 'sourceURL', 'message', 'cause'].includes(k)).map(k => String(k) + ':' + d(x[k])) + '}'); return d(v); })";
for (const code of [
  "undefined", "null", "true", "false", "new Boolean(true)", "new Boolean(false)",
  "[new Boolean(true),new Boolean(false)]", "''", "'this is a sample string'", "'\\0'",
  "new String('')", "new String('abc')", "[new String('a')]", "0.2", "0", "-0", "NaN",
  "Infinity", "-Infinity", "9007199254740992", "-9007199254740992", "9007199254740994", "new Number(0.2)",
  "new Number(-0)", "new Number(NaN)", "-12345678901234567890n", "Object(-1234n)", "[1n,Object(2n)]", "new Date(0)",
  "new Date(-0)", "new Date(NaN)", "new Date(8.64e15)", "new Date(-8.64e15)", "new Date(8.64e15+1)", "/foo/",
  "/foo/gi", "new RegExp('')", "/\\u{1f600}/u", "/\\//", "/[\\n]/", "(r=>{r.lastIndex=2;return r})(/foo/g)",
  "new Map", "new Map([[1,{}],[{},new Map]])", "new Set([1,[2],NaN,-0])", "(m=>{m.x=1;return m})(new Map)", "[]",
  "[1,,3]", "new Array(5)", "(a=>{a.foo=1;return a})([1])", "(a=>{a[5]=1;return a})([])",
  "(a=>{a['-1']=2;return a})([1])", "({})", "({a:1,b:{c:[]}})", "({[Symbol('s')]:1,x:2})", "Object.create({p:1})",
  "Object.create(null)", "(o=>{Object.defineProperty(o,'h',{value:1});return o})({})", "({get g(){return 7}})",
  "({get g(){throw new RangeError('q')}})", "new (class A{constructor(){this.x=1}})",
  "new (class B extends Array{})(3)", "new (class C extends Map{})([[1,2]])", "(function(){return arguments})(1,2)",
  "globalThis.Math", "JSON", "Object.assign(()=>1,{})", "Symbol('s')", "Object(Symbol('s'))", "new WeakMap",
  "new WeakSet", "new WeakRef({})", "Promise.resolve()", "(function*(){})()", "new Proxy({},{})",
  "new Proxy([1],{})", "Reflect", "class X{}", "new Error('e')", "new Error('e',{cause:1})", "new Error",
  "new TypeError('t')", "new EvalError('x')", "new RangeError('x')", "new ReferenceError('x')",
  "new SyntaxError('x')", "new URIError('x')", "new AggregateError([1],'agg')",
  "Object.assign(new Error('e'),{name:'Custom'})", "Object.assign(new Error('e'),{name:'RangeError'})",
  "Object.assign(new Error('e'),{code:5})", "(e=>{e.message=5;return e})(new Error('e'))",
  "(e=>{delete e.message;return e})(new Error('e'))",
  "(e=>{Object.defineProperty(e,'message',{get(){return 'g'}});return e})(new Error('e'))",
  "new (class E2 extends TypeError{})('sub')", "(e=>{e.stack='st';return e})(new Error('e')).stack",
  "new ArrayBuffer(3)", "new ArrayBuffer(2,{maxByteLength:4})", "new Uint8Array([1,2,3])",
  "new Uint8Array([1,2,3]).subarray(1)", "new Float64Array([1.5,NaN])", "new BigInt64Array([-1n])",
  "new DataView(new ArrayBuffer(4),1,2)", "(b=>({a:new Uint8Array(b),b:new DataView(b)}))(new ArrayBuffer(2))",
  "(b=>{const c=structuredClone({a:new Uint8Array(b),b:new DataView(b)});return c.a.buffer===c.b.buffer})(new ArrayBuffer(2))",
  "(o=>{o.self=o;return structuredClone(o).self===structuredClone(o)})({})",
  "(o=>{o.s=o;const c=structuredClone(o);return c.s===c&&c!==o})({})",
  "(o=>{const c=structuredClone([o,o]);return c[0]===c[1]})({})",
  "(m=>{m.set(m,m);const c=structuredClone(m);return c.get(c)===c})(new Map)",
  "(s=>{s.add(s);const c=structuredClone(s);return c.has(c)})(new Set)",
  "(a=>{a[0]=a;const c=structuredClone(a);return c[0]===c})([])", "(e=>{e.cause=e;return 1})(new Error)",
  "(u=>{const c=structuredClone(u,{transfer:[u.buffer]});return [u.length,c.length]})(new Uint8Array(4))",
  "(b=>structuredClone(1,{transfer:[b,b]}))(new ArrayBuffer(1))", "structuredClone(1,{transfer:5})",
  "(b=>{structuredClone(b,{transfer:[b]});return structuredClone(b)})(new ArrayBuffer(1))", "structuredClone()",
  "structuredClone.name",
  "(p=>{try{structuredClone(()=>1)}catch(e){return [e.name,e.code,e instanceof DOMException]}})()",
  "(l=>{const o={get a(){l.push('a');return 1},get b(){l.push('b');return 2}};structuredClone(o);return l.join()})([])",
  "(o=>{const c=structuredClone(o);return Object.getOwnPropertyDescriptor(c,'x').writable})(Object.freeze({x:1}))",
  "(m=>{const o=new Map([[1,{get x(){m.push(1);return 1}}]]);structuredClone(o);return m.length})([])",
  "new Date(0).constructor===structuredClone(new Date(0)).constructor",
  "structuredClone(Object.create(Array.prototype))",
  "(a=>{let o=a;for(let i=0;i<2000;i++)o=o[0]=[];return structuredClone(a).length})([])",
  "(x=>{Object.prototype.polluted=1;try{return Object.keys(structuredClone({a:1})).join()}finally{delete Object.prototype.polluted}})()",
  "(x=>{Object.defineProperty(Object.prototype,'zz',{set(v){throw 1},configurable:true});try{return Object.keys(structuredClone({zz:1})).join()}finally{delete Object.prototype.zz}})()",
  "(x=>{const s=Object.getOwnPropertyDescriptor(Array.prototype,0);Object.defineProperty(Array.prototype,0,{set(v){throw 1},configurable:true});try{return structuredClone([1]).length}finally{delete Array.prototype[0]}})()",
]) add(`${shown}(structuredClone(${code}))`);

// What its tests of encodings decode.
for (const label of ["utf8","unicode-1-1-utf-8"," UTF-8 ","utf-16","ucs-2","unicode","utf-16be","unicodefffe","latin1","ascii","l1","iso-8859-1","cp1252","x-cp1252","us-ascii","iso_8859-1:1987"]) add(`new TextDecoder(${JSON.stringify(label)}).encoding`);
for (const [label, bytes] of [["utf-8","0xef,0xbb,0xbf,65"],["utf-8","0xef,0xbb,65"],["utf-8","0xc0,0x80"],["utf-8","0xed,0xa0,0x80"],["utf-8","0xf4,0x90,0x80,0x80"],["utf-8","0xf0,0x9f,0x98"],["utf-8","0xf0,0x9f,0x41"],["utf-8","0xe2,0x82"],["utf-8","0xff,0xfe,0x41"],["utf-8","0xc2,0xc2,0xa9"],["utf-8","0xe0,0x80,0x80"],["utf-8","0xf8,0x88,0x80,0x80,0x80"],["utf-16le","65,0,0x3d,0xd8,0,0xde"],["utf-16le","0x3d,0xd8"],["utf-16le","0x3d,0xd8,65,0"],["utf-16le","65"],["utf-16le","0xff,0xfe,65,0"],["utf-16be","0,65,0xd8,0x3d,0xde,0"],["utf-16be","0xfe,0xff,0,65"],["utf-16be","0"],["latin1","65,0xa0,0xff"]]) for (const opt of ["{}","{fatal:true}","{ignoreBOM:true}"]) {
  add(`(t => [...t].map(c => c.codePointAt(0).toString(16)).join())(new TextDecoder("${label}",${opt}).decode(new Uint8Array([${bytes}])))`);
}
for (const split of [[1],[2],[3],[1,2,3]]) add(`(d => { const b = new TextEncoder().encode("a€😀é"); let o = "", at = 0; for (const n of [${split}]) { o += d.decode(b.subarray(at, at + n), {stream: true}); at += n } return o + d.decode(b.subarray(at)) + "|" + d.decode(new Uint8Array([65])) })(new TextDecoder)`);
for (const code of [
  `new TextDecoder().decode()`,
  `new TextDecoder().decode(new ArrayBuffer(2)).length`,
  `new TextDecoder().decode(new DataView(new ArrayBuffer(3),1)).length`,
  `new TextDecoder().decode(new Uint16Array([0x4141]))`,
  `new TextDecoder().decode("x")`,
  `new TextDecoder().decode(null)`,
  `new TextDecoder("nope")`,
  `new TextDecoder("replacement")`,
  `[...new TextEncoder().encode("\\ud800x\\udc00")].join()`,
  `JSON.stringify(new TextEncoder().encodeInto("a€😀", new Uint8Array(4)))`,
  `JSON.stringify(new TextEncoder().encodeInto("a€😀", new Uint8Array(8)))`,
  `JSON.stringify(new TextEncoder().encodeInto("\\ud800", new Uint8Array(2)))`,
  `JSON.stringify(new TextEncoder().encodeInto("\\ud800", new Uint8Array(3)))`,
  `new TextEncoder().encoding`,
  `new TextEncoder().encode().length`,
  `new TextEncoder().encode(undefined).length`,
  `new TextEncoder().encode(null).length`,
  `Object.prototype.toString.call(new TextDecoder)`,
  `(d=>[d.fatal,d.ignoreBOM,d.encoding].join())(new TextDecoder("utf-16le",{fatal:1,ignoreBOM:"x"}))`,
]) add(code);

function show(value) {
  return typeof value === "object" && value !== null ? Object.prototype.toString.call(value) : String(value);
}

async function run(code) {
  try {
    return show(await (0, eval)(code));
  } catch (error) {
    return `throws ${error.name}${typeof error.code === "number" ? ` ${error.code}` : ""}`;
  }
}

(async () => {
  const results = [];
  for (const code of rows) results.push({ code, expected: await run(code) });
  console.log(`[\n${results.map((row) => JSON.stringify(row)).join(",\n")}\n]`);
  process.exit(0);
})();
