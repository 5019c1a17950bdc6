// swift-tools-version: 6.0
import PackageDescription

// A client of Isolates as anybody writes one: README.md shows its program, and ReadmeTests builds and runs it.
let package = Package(
    name: "hello",
    dependencies: [
        .package(name: "isolates", path: "../../..")
    ],
    targets: [
        .executableTarget(name: "Hello", dependencies: [.product(name: "Isolates", package: "isolates")])
    ],
    swiftLanguageModes: [.v6]
)
