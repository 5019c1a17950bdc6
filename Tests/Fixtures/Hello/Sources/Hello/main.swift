import Isolates

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

    // A function of this program, called by a script; the result as a Swift type.
    let price = Value.function { (item: String) in item == "tea" ? 2.5 : 4 }
    let order = try await supervisor.runInNewContext(
        "({ item, total: price(item) * 2 })", ["item": "tea", "price": price], timeout: .seconds(5), as: Order.self)
    print(order.total)

    do {
        try await supervisor.runInNewContext("while (true);", timeout: .milliseconds(100))
    } catch let error as VMError where error.code == .timeout {
        print(error)
    }
}
