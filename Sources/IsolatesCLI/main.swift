import Isolates
try await withSupervisor(.init(console: { print("console", $0.level, $0.text ?? "nil") }, formatsConsole: true)) { supervisor in
    let ctx = try await supervisor.createContext()
    func t(_ c: String) async { do { let r = try await ctx.run(supervisor.makeScript(c), RunOptions(timeout: .seconds(3), inspectsResult: true)); print(r.inspected ?? "nil") } catch { print(error) } }
    await t("console.log('a %d b', 42, {a:1, m: new Map([[1,2]])}); console.table([{a:1,b:2}]); console.group('g'); console.warn('in'); console.trace('tr'); console.groupEnd(); class P { constructor() { this.x = 1 } }; new P")
    await t("[Promise.resolve(4), new Proxy({a:1},{}), new Error('x'), function f() {}, class A {}, Symbol('q'), globalThis.foo]")
    await t("({a:{b:{c:{d:1}}}})")
    await t("function boom() { throw new RangeError('deep') }\nboom()")
    await t("globalThis")
}
