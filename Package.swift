// swift-tools-version: 6.2
import PackageDescription

/// The same language settings for every target: Swift 6 mode comes with the tools version.
let settings: [SwiftSetting] = [
    // SE-0335: an existential is written `any P`, so its cost is visible.
    .enableUpcomingFeature("ExistentialAny"),
    // SE-0444: a member is visible only where its module is imported.
    .enableUpcomingFeature("MemberImportVisibility"),
    // SE-0409: imports are internal unless a declaration needs more.
    .enableUpcomingFeature("InternalImportsByDefault"),
    // SE-0461: a nonisolated async function runs where its caller runs.
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

let nio: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

let package = Package(
    name: "userkv",
    products: [.executable(name: "userkv", targets: ["userkv"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    ],
    targets: [
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "CMimalloc", providers: [.apt(["libmimalloc-dev"])]),
        .target(name: "Bytes"),
        .target(name: "JSON", dependencies: ["Bytes"]),
        .target(name: "Compression", dependencies: ["CZlib"]),
        .target(name: "KeyValueStore", dependencies: ["Bytes"]),
        .target(name: "SQLiteStore", dependencies: ["KeyValueStore", "CSQLite", "CLinux"]),
        .target(name: "HTTPClient", dependencies: ["CCurl"]),
        .target(name: "CloudflareKV", dependencies: ["KeyValueStore", "JSON", "HTTPClient"]),
        .target(name: "HTTPServer", dependencies: nio + ["Bytes", "CLinux"]),
        .target(name: "Users", dependencies: ["KeyValueStore", "JSON", "Bytes"]),
        .target(
            name: "UserAPI",
            dependencies: nio + [
                "Users", "KeyValueStore", "JSON", "Bytes", "HTTPServer", "Compression", logging,
            ]
        ),
        .target(
            name: "WranglerConfiguration",
            dependencies: [.product(name: "TOMLKit", package: "TOMLKit")]
        ),
        .executableTarget(
            name: "userkv",
            dependencies: nio + [
                "Users", "UserAPI", "KeyValueStore", "SQLiteStore", "CloudflareKV", "HTTPServer", "Bytes",
                "HTTPClient", "CMimalloc",
                "WranglerConfiguration", "JSON", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .target(name: "KeyValueStoreTesting", dependencies: ["KeyValueStore"]),
        // In this package, because what it measures is visible only here.
        .executableTarget(
            name: "CacheBenchmark",
            dependencies: ["KeyValueStore", "CMimalloc"],
            path: "Benchmarks/CacheBenchmark"
        ),
        .testTarget(name: "CompressionTests", dependencies: ["Compression"]),
        .testTarget(name: "BytesTests", dependencies: ["Bytes"]),
        .testTarget(name: "JSONTests", dependencies: ["JSON"]),
        .testTarget(
            name: "KeyValueStoreTests",
            dependencies: ["KeyValueStore", "KeyValueStoreTesting", "CMimalloc"]
        ),
        .testTarget(
            name: "SQLiteStoreTests",
            dependencies: ["KeyValueStore", "KeyValueStoreTesting", "SQLiteStore", "CSQLite"]
        ),
        .testTarget(name: "HTTPClientTests", dependencies: ["HTTPClient"]),
        .testTarget(
            name: "CloudflareKVTests",
            dependencies: ["CloudflareKV", "HTTPClient", "JSON", "KeyValueStore", "KeyValueStoreTesting"]
        ),
        .testTarget(
            name: "HTTPServerTests",
            dependencies: nio + [
                "HTTPServer",
                // The reference that the parser is compared with.
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]
        ),
        .testTarget(name: "WranglerConfigurationTests", dependencies: ["WranglerConfiguration"]),
        .testTarget(
            name: "UsersTests",
            dependencies: ["Users", "KeyValueStore", "KeyValueStoreTesting", "JSON"]
        ),
        .testTarget(
            name: "UserAPITests",
            dependencies: nio + [
                "UserAPI", "Users", "KeyValueStore", "KeyValueStoreTesting", "SQLiteStore", "HTTPServer",
                "JSON",
                "Compression", logging,
            ]
        ),
        .testTarget(
            name: "UserkvTests",
            dependencies: [
                "userkv", "UserAPI", "Users", "JSON", "HTTPClient", logging,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        .testTarget(name: "EndToEndTests", dependencies: ["userkv", "HTTPClient", "JSON"]),
    ],
    cxxLanguageStandard: .cxx17
)

for target in package.targets where target.type != .system {
    target.swiftSettings = settings
}
