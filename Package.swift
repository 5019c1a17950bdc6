// swift-tools-version: 6.1
import PackageDescription

/// In debug builds, the worker program takes arguments with which tests make system calls from inside a worker, and leave
/// out layers.
let testable = SwiftSetting.define("TESTABLE_WORKER", .when(configuration: .debug))

let package = Package(
    name: "isolates",
    products: [
        .library(name: "Isolates", targets: ["Isolates"]),
        .executable(name: "isolates", targets: ["IsolatesCLI"]),
        .executable(name: "isolate-worker", targets: ["isolate-worker"]),
    ],
    traits: [
        // Who uses the library neither builds nor resolves swift-nio: only scripts of this package ask for it.
        .trait(name: "Service", description: "The command isolates serve, on swift-nio")
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.5.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    ],
    targets: [
        .systemLibrary(
            name: "CJavaScriptCore",
            pkgConfig: "javascriptcoregtk-4.1",
            providers: [.apt(["libjavascriptcoregtk-4.1-dev"])]
        ),
        .systemLibrary(name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .systemLibrary(name: "CEditLine", pkgConfig: "libedit", providers: [.apt(["libedit-dev"])]),
        .target(name: "CLinux"),
        // These three are only for the worker: in other programs that link them, they do nothing.
        .target(name: "CStandIns", dependencies: ["CThreads", "CUndo"]),
        .target(name: "CThreads"),
        .target(name: "CUndo", cSettings: [.define("TESTABLE_WORKER", .when(configuration: .debug))]),
        // Only for the command line: it runs before main.
        .target(name: "CStandardStreams"),
        .target(name: "Wire"),
        .executableTarget(
            name: "isolate-worker",
            dependencies: ["Wire", "CJavaScriptCore", "CLinux", "CSeccomp", "CStandIns", "CThreads", "CUndo"],
            resources: [.embedInCode("Realm/JavaScript")],
            swiftSettings: [testable]
        ),
        // The ground floor: processes, pipes and measurements of processes. It knows nothing about contexts.
        .target(
            name: "Workers",
            dependencies: [
                "Wire", "CLinux",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ]
        ),
        .target(
            name: "Isolates",
            dependencies: [
                "Workers", "Wire", "isolate-worker",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            resources: [.embedInCode("TypeScript/JavaScript")]
        ),
        .target(
            name: "IsolatesRPC",
            dependencies: ["Isolates", "Wire", "CLinux", .product(name: "DequeModule", package: "swift-collections")]
        ),
        .target(
            name: "IsolatesService",
            dependencies: [
                "IsolatesRPC", "Isolates", "Wire", "CLinux",
                .product(name: "DequeModule", package: "swift-collections"),
                .product(name: "NIOCore", package: "swift-nio", condition: .when(traits: ["Service"])),
                .product(name: "NIOPosix", package: "swift-nio", condition: .when(traits: ["Service"])),
                .product(name: "NIOHTTP1", package: "swift-nio", condition: .when(traits: ["Service"])),
                .product(name: "NIOWebSocket", package: "swift-nio", condition: .when(traits: ["Service"])),
            ]
        ),
        .executableTarget(
            name: "IsolatesCLI",
            dependencies: [
                "Isolates", "IsolatesRPC", .target(name: "IsolatesService", condition: .when(traits: ["Service"])),
                "Wire", "CEditLine", "CLinux", "CStandardStreams",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        // Makes hostile input from valid input, the same in every run.
        .target(name: "IsolatesMutation", path: "Tests/Mutation"),
        .testTarget(name: "WorkersTests", dependencies: ["Workers", "Wire", "CLinux"]),
        .testTarget(name: "WireTests", dependencies: ["Wire", "IsolatesMutation"]),
        // A program whose processes and descriptors tests count, and which they kill.
        .executableTarget(
            name: "IsolatesTestHost", dependencies: ["Isolates", "Workers", "CLinux", "CSeccomp"],
            path: "Tests/TestHost"),
        // A worker program that breaks the protocol in the way that a test asks for.
        .executableTarget(
            name: "IsolatesHostileWorker", dependencies: ["Wire", "CLinux"], path: "Tests/HostileWorker"),
        // A small supervisor that kills workers, and compares byte by byte the memory that their bases restore.
        .executableTarget(name: "IsolatesUndoProof", dependencies: ["Wire", "CLinux"], path: "Tests/UndoProof"),
        .testTarget(
            name: "IsolatesTests",
            dependencies: [
                "Isolates", "Workers", "Wire", "CLinux", "IsolatesTestHost", "IsolatesHostileWorker",
                "IsolatesMutation", "IsolatesUndoProof",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "CoreMetrics", package: "swift-metrics"),
            ],
            exclude: ["Fixtures"], swiftSettings: [testable]),
        .testTarget(name: "IsolatesCLITests", dependencies: ["IsolatesCLI", "IsolatesTestHost"]),
        // What the tests of several targets have in common.
        .target(name: "IsolatesTestSupport", dependencies: ["Wire"], path: "Tests/TestSupport"),
        .testTarget(
            name: "IsolatesServiceTests", dependencies: ["IsolatesCLI", "IsolatesService", "IsolatesTestSupport"]),
        .testTarget(
            name: "IsolatesRPCTests",
            dependencies: ["IsolatesCLI", "IsolatesRPC", "Wire", "IsolatesMutation", "IsolatesTestSupport"],
            exclude: ["Fixtures"]),
    ],
    swiftLanguageModes: [.v6]
)
