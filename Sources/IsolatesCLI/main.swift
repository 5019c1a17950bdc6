import Isolates
struct E: Error {}
try await withSupervisor(.init(console: { print("console", $0.level, $0.arguments) })) { supervisor in
    let ctx = try await supervisor.createContext([:], contextCodeGeneration: .init(strings: false, wasm: false))
    let w = try await supervisor.createContext([:])
    let m = try await supervisor.createContext([:], memoryLimit: .megabytes(64))
    func t(_ ctx: Context, _ c: String, await a: Bool = false) async { do { print(c.prefix(150), "=>", try await supervisor.runInContext(c, ctx, timeout: .seconds(3), awaitPromise: a)) } catch { print(c, "!!", error.code, error) } }
    await t(ctx, "try { eval('1') } catch (e) { e.message }")
    await t(ctx, "try { new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0])) } catch (e) { [e.name, e.message] }")
    await t(ctx, "WebAssembly.compile(new Uint8Array([0,97,115,109,1,0,0,0])).catch(e => e.message)", await: true)
    let add = "new Uint8Array([0,97,115,109,1,0,0,0,1,7,1,96,2,127,127,1,127,3,2,1,0,7,5,1,1,97,0,0,10,9,1,7,0,32,0,32,1,106,11])"
    await t(w, "WebAssembly.instantiate(\(add)).then(r => r.instance.exports.a(2,3))", await: true)
    await t(w, "var inst; WebAssembly.instantiate(\(add)).then(r => { inst = r.instance }); 0")
    await t(w, "inst && inst.exports.a(1,2)")
    await t(w, "zeta = 1; var b = 2, a = 3; function q() {} ; var zz; Object.keys(globalThis)")
    await t(w, "delete globalThis.b")
    await t(w, "Promise.reject(new Error('unhandled')); 1")
    await t(m, "const a = []; for (;;) a.push({i: a.length})")
    print(try await w.sandbox)
}
