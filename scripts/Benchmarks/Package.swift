// swift-tools-version: 6.0
import PackageDescription

// This is a package of its own, so that programs that depend on Isolates don't build it.
let package = Package(
    name: "benchmarks",
    dependencies: [
        // Named, because a package found by path is otherwise named after the folder of the checkout.
        .package(name: "isolates", path: "../..")
    ],
    targets: [
        .systemLibrary(
            name: "CEngine",
            pkgConfig: "javascriptcoregtk-4.1",
            providers: [.apt(["libjavascriptcoregtk-4.1-dev"])]
        ),
        // The lower bounds on a machine, in C: no supervisor, no frames, no values.
        .executableTarget(name: "floors", dependencies: ["CEngine"]),
        .target(name: "Measuring"),
        .executableTarget(
            name: "bench",
            dependencies: ["Measuring", "floors", .product(name: "Isolates", package: "isolates")]
        ),
        // What idle contexts hold.
        .executableTarget(
            name: "memory", dependencies: ["Measuring", .product(name: "Isolates", package: "isolates")]),
        // Compares the programs of Isolates with those of others.
        .executableTarget(name: "peers", dependencies: ["Measuring"]),
        .executableTarget(
            name: "stress-forks",
            dependencies: ["Measuring", "floors", .product(name: "Isolates", package: "isolates")]
        ),
    ],
    swiftLanguageModes: [.v6]
)
