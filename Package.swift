// swift-tools-version: 6.2
import PackageDescription

// One room a target. `docs/architecture.md` has the table this file follows, and
// `.ci/check-arrows` compares the two and every `import` line with both.

/// The settings every target of ours gets.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
    // Faults that the tests must find (docs/decisions/0051-mutants.md). A release build with them does not compile.
    .define("Mutants", .when(traits: ["Mutants"])),
]

extension Target.Dependency {
    static let asyncHTTPClient = product(name: "AsyncHTTPClient", package: "async-http-client")
    static let argumentParser = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let crypto = product(name: "Crypto", package: "swift-crypto")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let sqlite = product(name: "GRDBSQLite", package: "GRDB.swift")
    static let httpTypes = product(name: "HTTPTypes", package: "swift-http-types")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let logging = product(name: "Logging", package: "swift-log")
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioHTTP1 = product(name: "NIOHTTP1", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioSSL = product(name: "NIOSSL", package: "swift-nio-ssl")
    static let nioTLS = product(name: "NIOTLS", package: "swift-nio")
    static let serviceLifecycle = product(
        name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let rawStructuredFieldValues = product(
        name: "RawStructuredFieldValues", package: "swift-http-structured-headers")
    static let swiftASN1 = product(name: "SwiftASN1", package: "swift-asn1")
    static let x509 = product(name: "X509", package: "swift-certificates")
    static let yams = product(name: "Yams", package: "Yams")
}

let modules: [Target] = [
    // Layer 0: words.
    .target(name: "WireProtocol", dependencies: [.httpTypes]),

    // Layer 1: mechanisms. No file, socket, clock or chance of their own.
    .target(
        name: "MessageSignatures", dependencies: ["WireProtocol", .httpTypes, .crypto]),
    .target(name: "MerkleLog", dependencies: ["WireProtocol", .crypto]),
    .target(name: "PolicyEngine", dependencies: ["WireProtocol", .yams, .crypto]),
    .target(name: "PersonMatching", dependencies: ["WireProtocol"]),
    .target(name: "NodeIdentity", dependencies: ["WireProtocol", .x509, .swiftASN1, .crypto]),
    .target(name: "TrustedTimestamps", dependencies: ["COpenSSL"]),

    // Layer 2: stores. Each owns its own file or folder.
    .target(
        name: "AuditTrail", dependencies: ["WireProtocol", "MerkleLog", "COpenSSL", .grdb, .sqlite, .crypto, .logging]),
    .target(name: "CaseIndex", dependencies: ["WireProtocol", "PersonMatching", .grdb, .sqlite, .crypto, .logging]),
    .target(name: "PeerDirectory", dependencies: ["WireProtocol", "NodeIdentity", .crypto]),
    .target(name: "PolicyWorkbench", dependencies: ["WireProtocol", "PolicyEngine", .crypto]),
    .target(name: "DutyDesk", dependencies: ["WireProtocol", .grdb]),

    // Layer 3: paths.
    .target(
        name: "Gateway",
        dependencies: [
            "WireProtocol", "MessageSignatures", "MerkleLog", "PolicyEngine", "PersonMatching", "NodeIdentity",
            "AuditTrail", "CaseIndex", "PeerDirectory", "PolicyWorkbench", "DutyDesk", "TrustedTimestamps", .httpTypes,
            .logging,
        ]),

    // Layer 4: doors.
    .target(
        name: "GatewayHTTP",
        dependencies: [
            "WireProtocol", "NodeIdentity", "PeerDirectory", "Gateway", .hummingbird, .hummingbirdCore,
            .httpTypes, .nioCore, .nioHTTP1, .nioSSL, .nioTLS, .serviceLifecycle, .logging,
        ]),
    .target(
        name: "PeerClient",
        dependencies: [
            "WireProtocol", "NodeIdentity", "PeerDirectory", "Gateway", .asyncHTTPClient, .httpTypes, .nioCore,
            .nioHTTP1, .nioSSL, .logging,
        ]),

    // Apart: invented families, and what tests share.
    .target(name: "SyntheticFamilies", dependencies: ["WireProtocol", .crypto]),
    .target(name: "TestSupport", dependencies: ["WireProtocol", .crypto]),

    // Apart: the clauses as black-box checks, for any implementation. Never a path, a store or a door of ours.
    .target(
        name: "ConformanceKit",
        dependencies: [
            "WireProtocol", "MessageSignatures", "MerkleLog", "NodeIdentity", .crypto, .httpTypes, .nioCore, .nioPosix,
            .nioSSL, .nioTLS,
        ]),

    // Layer 5: commands.
    .executableTarget(
        name: "fcg",
        dependencies: [
            "CAllocator",
            "WireProtocol", "MessageSignatures", "MerkleLog", "PolicyEngine", "PersonMatching", "NodeIdentity",
            "AuditTrail", "CaseIndex", "PeerDirectory", "PolicyWorkbench", "DutyDesk", "Gateway", "GatewayHTTP",
            "PeerClient", "SyntheticFamilies", "TrustedTimestamps", "ConformanceKit", .argumentParser,
            .serviceLifecycle,
            .unixSignals, .yams, .crypto, .httpTypes,
            .logging,
        ]),

    .executableTarget(
        name: "fcg-conformance",
        dependencies: ["ConformanceKit", "PolicyEngine", "PolicyWorkbench", "WireProtocol", .argumentParser]),

    // What tests of the audit trail kill.
    .executableTarget(
        name: "CrashingWriter", dependencies: ["WireProtocol", "MerkleLog", "AuditTrail", .crypto],
        path: "Tests/CrashingWriter"),
]

/// What embeds the public modules, as a program outside this package would: `packageAccess` is taken away.
let examples: [Target] = [
    .executableTarget(
        name: "ReadAnswer", dependencies: ["WireProtocol"], path: "Examples/ReadAnswer", exclude: ["output.txt"],
        packageAccess: false),
    .executableTarget(
        name: "SignQuestion", dependencies: ["MessageSignatures", "WireProtocol", .httpTypes],
        path: "Examples/SignQuestion", exclude: ["output.txt"], packageAccess: false),
    .executableTarget(
        name: "ProveLeaf", dependencies: ["MerkleLog"], path: "Examples/ProveLeaf", exclude: ["output.txt"],
        packageAccess: false),
    .executableTarget(
        name: "DecideQuestion", dependencies: ["PolicyEngine", "WireProtocol"], path: "Examples/DecideQuestion",
        exclude: ["output.txt"], packageAccess: false),
]

/// C libraries of the system: outside products, like those of a package.
let systemLibraries: [Target] = [
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CAllocator"),
]

let tests: [Target] = [
    .testTarget(name: "WireProtocolTests", dependencies: ["WireProtocol", "TestSupport"]),
    .testTarget(
        name: "MessageSignaturesTests",
        dependencies: [
            "MessageSignatures", "WireProtocol", "TestSupport", .httpTypes, .rawStructuredFieldValues, .crypto,
        ]),
    .testTarget(name: "MerkleLogTests", dependencies: ["MerkleLog", "WireProtocol", "TestSupport", .crypto]),
    .testTarget(name: "PolicyEngineTests", dependencies: ["PolicyEngine", "WireProtocol", "TestSupport"]),
    .testTarget(name: "PersonMatchingTests", dependencies: ["PersonMatching", "WireProtocol", "TestSupport"]),
    .testTarget(name: "NodeIdentityTests", dependencies: ["NodeIdentity", "WireProtocol", "TestSupport", .crypto]),
    .testTarget(name: "TrustedTimestampsTests", dependencies: ["TrustedTimestamps", "TestSupport"]),
    .testTarget(
        name: "AuditTrailTests",
        dependencies: [
            "AuditTrail", "MerkleLog", "WireProtocol", "TestSupport", "CrashingWriter", .grdb, .crypto,
        ]),
    .testTarget(
        name: "CaseIndexTests",
        dependencies: [
            "CaseIndex", "PersonMatching", "SyntheticFamilies", "WireProtocol", "TestSupport", .crypto,
        ]),
    .testTarget(
        name: "PeerDirectoryTests",
        dependencies: ["PeerDirectory", "NodeIdentity", "WireProtocol", "TestSupport", .crypto]),
    .testTarget(
        name: "PolicyWorkbenchTests", dependencies: ["PolicyWorkbench", "PolicyEngine", "WireProtocol", "TestSupport"]),
    .testTarget(name: "DutyDeskTests", dependencies: ["DutyDesk", "WireProtocol", "TestSupport", .grdb]),
    .testTarget(
        name: "GatewayTests",
        dependencies: [
            "Gateway", "WireProtocol", "MessageSignatures", "PolicyEngine", "PersonMatching", "AuditTrail", "CaseIndex",
            "PeerDirectory", "NodeIdentity", "PolicyWorkbench", "DutyDesk", "MerkleLog", "SyntheticFamilies",
            "PeerClient", "TrustedTimestamps", "TestSupport", .httpTypes, .grdb, .yams,
        ]),
    .testTarget(
        name: "GatewayHTTPTests",
        dependencies: [
            "GatewayHTTP", "PeerClient", "Gateway", "NodeIdentity", "PeerDirectory", "WireProtocol", "TestSupport",
            .httpTypes, .crypto, .logging, .nioCore, .nioPosix, .nioSSL,
        ]),
    .testTarget(
        name: "fcgTests",
        dependencies: [
            "fcg", "fcg-conformance", "ReadAnswer", "SignQuestion", "ProveLeaf", "DecideQuestion", "WireProtocol",
            "MessageSignatures", "MerkleLog", "PolicyEngine",
            "PolicyWorkbench", "PersonMatching", "CaseIndex",
            "AuditTrail", "NodeIdentity", "PeerDirectory", "Gateway", "PeerClient", "SyntheticFamilies", "TestSupport",
            "ConformanceKit", .httpTypes, .grdb,
        ],
        path: "Tests/Integration"),
    .testTarget(
        name: "ConformanceKitTests",
        dependencies: [
            "ConformanceKit", "WireProtocol", "MessageSignatures", "NodeIdentity", "TestSupport", .httpTypes, .nioCore,
            .nioPosix, .nioSSL,
        ]),
    .testTarget(name: "SyntheticFamiliesTests", dependencies: ["SyntheticFamilies", "WireProtocol", "TestSupport"]),
]

/// What `make bench` builds; a plain build does not know it.
let benchmarks: [Target] =
    Context.environment["FCG_BENCH"] == nil
    ? []
    : [
        .target(
            name: "BenchFigures", dependencies: ["WireProtocol", .sqlite], path: "Benchmarks/BenchFigures"),
        .target(
            name: "BenchKit",
            dependencies: [
                "BenchFigures", "WireProtocol", "MessageSignatures", "NodeIdentity", "PeerClient", "SyntheticFamilies",
                .httpTypes, .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
            ], path: "Benchmarks/BenchKit"),
        .executableTarget(
            name: "ExchangeBenchmark",
            dependencies: [
                "BenchFigures", "BenchKit", "WireProtocol", "MessageSignatures", "PersonMatching", "CaseIndex",
                "PeerClient", "SyntheticFamilies", .argumentParser, .crypto, .httpTypes, .hummingbirdCore, .logging,
                .nioCore, .nioHTTP1, .nioPosix, .nioSSL,
            ], path: "Benchmarks/ExchangeBenchmark"),
        .executableTarget(
            name: "LoadBenchmark",
            dependencies: [
                "BenchFigures", "BenchTown", "CaseIndex", "PersonMatching", "WireProtocol", .argumentParser,
            ], path: "Benchmarks/LoadBenchmark"),
        .target(
            name: "BenchTown", dependencies: ["BenchFigures", "WireProtocol", .crypto], path: "Benchmarks/BenchTown"),
        .executableTarget(
            name: "RestrictedProbe",
            dependencies: [
                "BenchFigures", "BenchKit", "BenchTown", "CaseIndex", "PersonMatching", "WireProtocol", "PeerClient",
                "SyntheticFamilies", .argumentParser, .grdb, .nioHTTP1,
            ], path: "Benchmarks/RestrictedProbe"),
        .target(name: "PolicyBenchKit", path: "Benchmarks/PolicyBenchKit"),
        .executableTarget(
            name: "PolicyBench", dependencies: ["PolicyBenchKit", "PolicyEngine", "WireProtocol", .argumentParser],
            path: "Benchmarks/PolicyBench"),
        .executableTarget(
            name: "PolicyBenchmark",
            dependencies: ["PolicyBenchKit", "PolicyEngine", "PolicyWorkbench", "WireProtocol", .argumentParser],
            path: "Benchmarks/PolicyBenchmark"),
        .executableTarget(
            name: "LogBenchmark",
            dependencies: ["BenchFigures", "AuditTrail", "MerkleLog", "WireProtocol", .argumentParser, .crypto],
            path: "Benchmarks/LogBenchmark"),
    ]

for target in modules + examples + tests + benchmarks { target.swiftSettings = strict }

let package = Package(
    name: "family-context-gateway",
    products: [
        .library(name: "WireProtocol", targets: ["WireProtocol"]),
        .library(name: "MessageSignatures", targets: ["MessageSignatures"]),
        .library(name: "MerkleLog", targets: ["MerkleLog"]),
        .library(name: "PolicyEngine", targets: ["PolicyEngine"]),
        .executable(name: "fcg", targets: ["fcg"]),
        .executable(name: "fcg-conformance", targets: ["fcg-conformance"]),
    ] + benchmarks.filter { $0.name == "PolicyBench" }.map { .executable(name: "policy-bench", targets: [$0.name]) },
    traits: [
        .trait(name: "Mutants", description: "Faults that FCG_MUTANT turns on, one a process; debug builds only.")
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/swift-server/async-http-client.git", exact: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-certificates.git", exact: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1.git", exact: "1.7.4"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-http-structured-headers.git", exact: "1.7.0"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
    ],
    targets: modules + examples + systemLibraries + tests + benchmarks,
    swiftLanguageModes: [.v6]
)
