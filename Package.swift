// swift-tools-version:6.2
import PackageDescription

// Few dependencies, each for a reason. All of them link FoundationEssentials at most; one `import Foundation` would
// add 44 MB of ICU to a binary that is 39 MB without it.
let dependencies: [Package.Dependency] = [
    // HTTPS with a custom CA, proxies, time-outs and a keep-alive pool. URLSession has no custom CA file and pulls in
    // full Foundation.
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0", traits: []),
    // SHA-256 and HMAC for the TC3 signature.
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.2"),
    // Command lines, --help and shell completions.
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
    // Event loops, TLS, the control socket's server and the API simulator's; already below async-http-client.
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
]

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")

/// A library target and its tests, which may use a few targets more.
func module(
    _ name: String, _ uses: [Target.Dependency] = [], tests: [Target.Dependency] = []
) -> [Target] {
    [
        .target(name: name, dependencies: uses, swiftSettings: settings),
        .testTarget(
            name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + uses + tests, swiftSettings: settings),
    ]
}

func program(_ name: String, _ uses: [Target.Dependency]) -> [Target] {
    [
        .executableTarget(
            name: name, dependencies: uses + ["ProcessArguments", argumentParser], swiftSettings: settings)
    ]
}

let systemLibraries: [Target] = [
    .systemLibrary(name: "CLinux"),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CSQLite3", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
]

// Arrows run one way. Nothing from Autoscaling down can reach a socket, a file (zone files apart) or a clock.
let core: [[Target]] = [
    module("CivilTime"),
    module("CronSchedule", ["CivilTime"]),
    module("TIONE", ["CivilTime"]),
    module("Autoscaling", ["TIONE", "CronSchedule", "CivilTime"]),
]

let shell: [[Target]] = [
    [.target(name: "ProcessArguments", swiftSettings: settings)],
    module("TC3", ["CivilTime", crypto]),
    module("TIONEClient", ["TC3", "TIONE", "CivilTime", asyncHTTPClient, nioCore, nioPosix, nioHTTP1, nioSSL]),
    // Not plain "Configuration": async-http-client brings a package with a target of that name.
    module("TideConfiguration", ["Autoscaling", "TIONE", "CronSchedule", "CivilTime"]),
    module("Lint", ["TideConfiguration", "Autoscaling", "TIONE", "CronSchedule", "CivilTime"]),
    module("Persistence", ["Autoscaling", "TIONE", "CronSchedule", "CivilTime", "CSQLite3"]),
    module("Control", ["Autoscaling", "TIONE", "CronSchedule", "CivilTime"]),
    module("Systemd", ["CSystemd", "CivilTime"], tests: ["Autoscaling", "TIONE", "CronSchedule"]),
    module("SimulatedCloud", ["TIONE", "CivilTime"]),
    module("Simulation", ["SimulatedCloud", "Persistence", "Autoscaling", "TIONE", "CronSchedule", "CivilTime"]),
    module(
        "TIONESimulator",
        ["SimulatedCloud", "TIONE", "TC3", "CivilTime", nioCore, nioPosix, nioHTTP1, nioSSL]),
]

let programs: [[Target]] = [
    // Counts allocations, for tide-bench.
    [.target(name: "CAllocationCount")],
    program(
        "tided",
        [
            "Autoscaling", "TideConfiguration", "Lint", "Persistence", "Control", "Systemd", "TIONEClient", "TIONE",
            "CronSchedule", "CivilTime", "CLinux", nioCore, nioPosix,
        ]),
    program(
        "tidectl",
        [
            "Autoscaling", "TideConfiguration", "Lint", "Persistence", "Control", "Systemd", "Simulation",
            "SimulatedCloud", "TIONEClient", "TC3", "TIONE", "CronSchedule", "CivilTime", "CLinux",
        ]),
    [
        .testTarget(
            name: "TidectlTests",
            dependencies: [
                "tidectl", "Simulation", "TideConfiguration", "Autoscaling", "CronSchedule", "CivilTime",
            ],
            swiftSettings: settings)
    ],
    program("tione-simulator", ["TIONESimulator", "SimulatedCloud", "TC3", "TIONE", "CivilTime", nioCore, nioSSL]),
    program(
        "tide-bench",
        [
            "Autoscaling", "Persistence", "TIONEClient", "TC3", "TIONE", "CronSchedule", "CivilTime",
            "CAllocationCount", nioCore, nioPosix,
        ]),
]

let package = Package(
    name: "tide",
    dependencies: dependencies,
    targets: systemLibraries + (core + shell + programs).flatMap { $0 }
)
