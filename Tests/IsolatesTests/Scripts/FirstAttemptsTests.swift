import Foundation
import Isolates
import Testing

/// What somebody writes who has read the README's first page: it compiles, and does what it says.
@Suite(.timeLimit(.minutes(2)), .supervised) struct FirstAttemptsTests {
    struct Order: Codable, Equatable, Sendable {
        var item = "tea"
        var total = 4.5
        var tags: [String]?
    }

    private let order = Order()
    private let n = 5
    private let name = "kitty"
    private let rates = ["eur": 1.0, "usd": 1.1]

    /// Also the only test of the supervisor that the process shares: that lives as long as the process, so that it is
    /// shut down here for the check that nothing is left.
    @Test func theShortestUse() async throws {
        let sum: Int = try await Isolates.runInNewContext("a + b", ["a": 3, "b": 4])
        #expect(sum == 7)
        #expect(try await Isolates.runInNewContext("a + b", ["a": n, "b": 4], as: Int.self) == 9)
        #expect(try await runInNewContext("item + total", order) == "tea4.5")
        let context = try await Isolates.createContext(order)
        #expect(try await Isolates.runInContext("total * 2", context) == 9)
        #expect(try await Isolates.runInThisContext("typeof total") == "undefined")
        let isContext = Isolates.isContext(context)
        #expect(isContext)
        // The limits that a free function has where nothing is said.
        let endless = try await failure { try await Isolates.runInNewContext("for (;;);") }
        #expect(endless.code == .timeout && endless.timeout == .seconds(5))
        let hungry = try await failure {
            try await Isolates.runInNewContext("const h = []; for (;;) h.push(new Uint8Array(1 << 20).fill(1))")
        }
        #expect(hungry.code == .memoryLimit && hungry.memoryLimit == 128 << 20)
        await Supervisor.shared.shutdown()
    }

    @Test func sandboxesOfSwiftValues() async throws {
        let supervisor = Supervisor.ofSuite
        #expect(try await supervisor.createContext(order).sandbox == ["item": "tea", "total": 4.5])
        #expect(try await supervisor.createContext(rates).sandbox == ["eur": 1, "usd": 1.1])
        #expect(try await supervisor.createContext(["n": n]).sandbox == ["n": 5])
        let nothing: Int? = nil
        let context = try await supervisor.createContext([
            "z": n, "name": name, "order": order, "rates": rates, "list": [n, n * 2],
            "when": Date(timeIntervalSince1970: 0),
            "none": nil, "nothing": nothing, "half": 0.5, "yes": true, "text": "\(name)!",
        ])
        #expect(
            try await context.sandbox == [
                "z": 5, "name": "kitty", "order": ["item": "tea", "total": 4.5], "rates": ["eur": 1, "usd": 1.1],
                "list": [5, 10], "when": .date(JSDate(milliseconds: 0)), "none": nil, "nothing": nil, "half": 0.5,
                "yes": true, "text": "kitty!",
            ])
    }

    @Test func sandboxesOfFunctionsBesideSwiftValues() async throws {
        let supervisor = Supervisor.ofSuite
        let rates = rates
        let price = Value.function { (item: String) in item.count }
        let total: Double = try await supervisor.runInNewContext(
            "log(item); rate('usd') * price(item) * n",
            [
                "rate": .function { (currency: String) in rates[currency] ?? 0 }, "log": .function { (_: String) in },
                "price": price, "item": name, "n": n,
            ])
        #expect(total == 27.5)
    }

    @Test func runsWithSwiftValues() async throws {
        let supervisor = Supervisor.ofSuite
        let limit = Duration.seconds(20)
        #expect(try await supervisor.runInNewContext("n * 2", ["n": n], as: Int.self) == 10)
        let double: Int = try await supervisor.runInNewContext("n * 2", ["n": n], timeout: limit)
        #expect(double == 10)
        let greeting: String = try await supervisor.runInNewContext("name + n", ["name": name, "n": n])
        #expect(greeting == "kitty5")
        let total: Double = try await supervisor.runInNewContext("total", order, timeout: limit, cpuTimeout: limit)
        #expect(total == 4.5)
        let same = try await supervisor.runInNewContext("({ item, total })", order, as: Order.self)
        #expect(same == order)
        let value = try await supervisor.runInNewContext("n", ["n": n], memoryLimit: .megabytes(64))
        #expect(value.int == 5)
        let script = try await supervisor.script("item + '!'")
        #expect(try await script.runInNewContext(order, as: String.self) == "tea!")
        let template = try await supervisor.createTemplate([script], sandbox: order)
        let context = try await template.createContext(["n": n, "name": name])
        let all: String = try await supervisor.runInContext("item + n + name", context, cpuTimeout: limit)
        #expect(all == "tea5kitty")
    }

    @Test func readingAndWriting() async throws {
        let context = try await Supervisor.ofSuite.createContext()
        try await context.set("n", to: n)
        try await context.set("order", to: order)
        try await context.set("mixed", to: ["n": n, "name": name])
        try await context.set("list", to: [1, "two", nil])
        try await context.assign(["n": n + 1, "name": name], removing: ["mixed"], timeout: .seconds(20))
        try await context.assign(order)
        let number: Int = try await context.get("n")
        #expect(number == 6)
        #expect(try await context.get("order", as: Order.self) == order)
        #expect(try await context.get("list") == [1, "two", nil])
        #expect(try await context.sandbox(as: Order.self, timeout: .seconds(20)) == order)
        #expect(try await context.sandbox["mixed"] == nil)
        #expect(try await context.sandbox(timeout: .seconds(20))["name"]?.string == "kitty")
    }

    @Test func callsOfFunctions() async throws {
        let supervisor = Supervisor.ofSuite
        let value = try await supervisor.runInNewContext("(...all) => all.map(x => x?.item ?? x).join()")
        let function = try #require(value.function)
        #expect(try await function.call() == "")
        #expect(try await function.call(3, "x", order) == "3,x,tea")
        #expect(try await function.call(3, "x", [1, "two"]) == "3,x,1,two")
        let text: String = try await function.call(n, name, nil, timeout: .seconds(20))
        #expect(text == "5,kitty,")
        #expect(try await function.call(order, as: String.self) == "tea")
        let method = try #require(try await supervisor.runInNewContext("(function () { return this.total })").function)
        #expect(try await method.call(this: order, as: Double.self) == 4.5)
        let promise = try #require(try await supervisor.runInNewContext("Promise.resolve(7)").promise)
        #expect(try await promise.value(as: Int.self) == 7)
        let seven: Int = try await promise.value(timeout: .seconds(20))
        #expect(seven == 7)
    }

    @Test func resultsOfHostFunctions() async throws {
        let (order, n) = (order, n)
        let sandbox: Value.Object = [
            "order": .function { order },
            "maybe": .function { (name: String) -> Int? in name == "n" ? n : nil },
            "list": .function { [order, order] },
            "rates": .function { ["a": n] },
            "count": .function(call: { call in call.arguments.count }),
            "first": .function(call: { call in call.arguments[0] }),
            "nothing": .function { (_: Int) in },
            "later": .function(isAsync: true) { (x: Int) async throws -> Order in Order(total: Double(x)) },
        ]
        let result = try await Supervisor.ofSuite.runInNewContext(
            """
            (async () => [order().total, maybe("n"), maybe(""), list().length, rates().a, count(1, 2), first("x"),
                nothing(1), (await later(9)).total])()
            """, sandbox, awaitPromise: true)
        #expect(result == [4.5, 5, nil, 2, 5, 2, "x", .undefined, 9])
    }

    @Test func optionsAsOne() async throws {
        let supervisor = Supervisor.ofSuite
        let options = RunOptions(timeout: .milliseconds(100), awaitPromise: true, filename: "a.js", lineOffset: 10)
        let small = ContextOptions(name: "small", memoryLimit: .megabytes(64), recovery: .discard)
        let context = try await supervisor.createContext(["n": n], options: small)
        #expect(context.name == "small")
        #expect(try await supervisor.runInContext("Promise.resolve(n)", context, options: options, as: Int.self) == 5)
        let error = try await failure {
            try await supervisor.runInNewContext("throw new Error()", options: options, contextOptions: small)
        }
        #expect(error.exception?.filename == "a.js" && error.exception?.line == 11)
        // An argument goes before what the options say.
        let slow = "{ const end = Date.now() + 300; while (Date.now() < end); 1 }"
        #expect(try await supervisor.runInContext(slow, context, options: options, timeout: .seconds(20)) == 1)
        let late = try await failure { try await supervisor.runInContext(slow, context, options: options) }
        #expect(late.code == .timeout && late.timeout == .milliseconds(100))
        #expect(context.reasonOfDisposal?.contains("timed out") == true)
    }

    @Test func errorsInsideOfASupervisor() async throws {
        try await withSupervisor { supervisor in
            let context = try await supervisor.createContext()
            do throws(VMError) {
                try await supervisor.runInContext("throw 1", context)
            } catch {
                #expect(error.code == .exception)
            }
        }
        do {
            _ = try await withSupervisor { supervisor throws(VMError) in try await supervisor.runInNewContext("throw 1")
            }
        } catch {
            #expect(error.code == .exception)
        }
    }

    @Test func whatCanNotBeASandboxIsSaid() async throws {
        let supervisor = Supervisor.ofSuite
        let list = try await failure { try await supervisor.createContext([n, n]) }
        #expect(list.code == .invalidValue)
        #expect(
            list.message
                == "a sandbox must be an object, as a struct or a dictionary becomes; Array<Int> becomes [5, 5]")
        let date = try await failure {
            try await supervisor.createContext(["when": Date(timeIntervalSince1970: 1e15), "n": n])
        }
        #expect(date.code == .invalidValue && date.message.contains("out of range of JavaScript's dates"))
        let script = try await supervisor.script("1")
        let filename = try await failure { try await script.runInThisContext(options: RunOptions(filename: "a.js")) }
        #expect(filename.code == .invalidArgument && filename.message.hasPrefix("filename belongs to code"))
        #expect(try await script.runInThisContext() == 1)
    }
}
