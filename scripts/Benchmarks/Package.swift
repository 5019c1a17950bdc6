// swift-tools-version: 6.0
import PackageDescription

// This is a package of its own, so that programs that depend on Isolates don't build it.
let package = Package(
    name: "benchmarks",
    dependencies: [
        // Named, because a package found by path is otherwise named after the folder of the checkout.
        .package(name: "isolates", path: "../.."),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CEngine",
            pkgConfig: "javascriptcoregtk-4.1",
            providers: [.apt(["libjavascriptcoregtk-4.1-dev"])]
        ),
        // The lower bounds on a machine, in C: no supervisor, no frames, no values.
        .executableTarget(name: "floors", dependencies: ["CEngine"]),
        .target(
            name: "Measuring", dependencies: [.product(name: "Histogram", package: "hdrhistogram-swift")]),
        .executableTarget(
            name: "bench",
            dependencies: ["Measuring", "floors", .product(name: "Isolates", package: "isolates")]
        ),
        // What idle contexts hold.
        .executableTarget(
            name: "memory", dependencies: ["Measuring", .product(name: "Isolates", package: "isolates")]),
        // Compares Isolates with its peers, and with floors.
        .executableTarget(
            name: "peers",
            dependencies: ["Measuring", "floors", .product(name: "Isolates", package: "isolates")]),
        .executableTarget(
            name: "stress-forks",
            dependencies: ["Measuring", "floors", .product(name: "Isolates", package: "isolates")]
        ),
    ],
    swiftLanguageModes: [.v6]
)
