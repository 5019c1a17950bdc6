// swift-tools-version: 6.0
import PackageDescription

// A package of its own: whoever depends on Isolates builds none of this.
let package = Package(
    name: "benchmarks",
    dependencies: [
        // By name too, since a package found by path is otherwise called after the folder of the checkout.
        .package(name: "isolates", path: "../..")
    ],
    targets: [
        .systemLibrary(
            name: "CEngine",
            pkgConfig: "javascriptcoregtk-4.1",
            providers: [.apt(["libjavascriptcoregtk-4.1-dev"])]
        ),
        // What a machine can do at best, in C: no supervisor, no frames, no values.
        .executableTarget(name: "floors", dependencies: ["CEngine"]),
        .target(name: "Measuring"),
        .executableTarget(
            name: "bench",
            dependencies: ["Measuring", "floors", .product(name: "Isolates", package: "isolates")]
        ),
        // Isolates' programs beside those of others.
        .executableTarget(name: "peers", dependencies: ["Measuring"]),
        .executableTarget(
            name: "stress-forks",
            dependencies: ["Measuring", "floors", .product(name: "Isolates", package: "isolates")]
        ),
    ],
    swiftLanguageModes: [.v6]
)
