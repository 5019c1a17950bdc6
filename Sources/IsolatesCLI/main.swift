import Isolates
struct E: Error {}
try await withSupervisor(.init(console: { print("console", $0.level, $0.arguments) })) { supervisor in
    let ctx = try await supervisor.createContext([
      "price": .function { (item: String) async throws -> Double in try await Task.sleep(for: .milliseconds(10)); return Double(item.count) },
      "fail": .function { () throws -> Int in throw E() },
      "thrower": .function { () throws -> Void in throw ThrownValue(["a": 1]) },
      "later": .function("later", isAsync: true) { (n: Int) async throws -> Int in try await Task.sleep(for: .milliseconds(20)); return n * 2 },
    ])
    let nested: Value = .function { (x: Int) async throws -> Value in try await supervisor.runInContext("count = (globalThis.count||0) + \(x)", ctx) }
    try await ctx.set("nested", to: nested)
    func t(_ c: String, await a: Bool = false) async { do { print(c, "=>", try await supervisor.runInContext(c, ctx, timeout: .seconds(1), awaitPromise: a)) } catch { print(c, "!!", error.code, error) } }
    await t("price('tea') * 2")
    await t("try { fail() } catch (e) { [e instanceof Error, e.message] }")
    await t("try { thrower() } catch (e) { e }")
    await t("Promise.all([later(1), later(2)]).then(x => x)", await: true)
    await t("nested(3) + nested(4)")
    await t("count")
    await t("new Promise(() => {})", await: true)
    await t("console.log('hi', {a:1}); 5")
    await t("foo(")
    await t("let z = 1; \n  null.x")
    await t("throw {a:1}")
    let f: Value = try await supervisor.runInNewContext("let n = 0; (x) => n += x")
    if case .function(let f) = f { print(try await f.call(2), try await f.call(3)) }
    await t("for(;;);")
    await t("1")
}
