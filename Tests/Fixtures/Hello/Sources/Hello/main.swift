import Isolates

print(try await Isolates.runInNewContext("a + b", ["a": 3, "b": 4]))

struct Order: Codable {
    var item: String
    var total: Double
}

// Every process that is started in here is gone at the end, however it ends.
try await withSupervisor { supervisor in
    let context = try await supervisor.createContext(["animal": "cat", "count": 2])
    let script = try await supervisor.script(#"count += 1; name = "kitty""#, filename: "kitty.js")
    for _ in 0..<10 { try await script.runInContext(context) }
    print(try await context.sandbox)

    // Swift values go in, a function of this program among them; the result comes out as a Swift type.
    let draft = Order(item: "tea", total: 0)
    let order: Order = try await supervisor.runInNewContext(
        "({ item: order.item, total: price(order.item) * 2 })",
        ["order": draft, "price": .function { (item: String) in item == "tea" ? 2.5 : 4 }], timeout: .seconds(5))
    print(order.total)

    do throws(VMError) {
        try await supervisor.runInNewContext("while (true);", timeout: .milliseconds(100))
    } catch {
        print(error.code, error, separator: ": ")
    }
}
