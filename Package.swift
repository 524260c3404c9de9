// swift-tools-version: 6.2

import PackageDescription

// Arrows point downwards only: a target may import what its line names, and Core.
let package = Package(
    name: "slate",
    products: [
        .executable(name: "slate", targets: ["slate"]),
        // For tests only: a product, so that it is linked to a file of its own, which is preloaded into the program.
        .library(name: "FaultInjection", type: .dynamic, targets: ["FaultInjection"]),
    ],
    targets: [
        // Interface
        .executableTarget(
            name: "slate",
            dependencies: ["App"],
            // For memory: 47,000 addresses are adjusted at the start, and packed (Debian 12 can read that) their list takes
            // 10 KB instead of 1.1 MB; of the linkers at hand Swift's own writes it. Nobody asks the program for its symbols.
            linkerSettings: [
                .unsafeFlags(
                    [
                        "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs", "-Xlinker",
                        "--no-export-dynamic",
                    ],
                    .when(platforms: [.linux], configuration: .release)
                )
            ]
        ),
        .target(
            name: "App",
            dependencies: [
                "Agents", "Blackboard", "BundledContent", "CEdit", "Core", "Documents", "HTTP", "LanguageModels",
                "Processes",
                "Research", "TerminalUI", "TextAnalysis", "Web", "YAML",
            ]
        ),
        .target(name: "TerminalUI", dependencies: ["Core", "TextAnalysis"]),

        // Domain
        .target(
            name: "Research",
            dependencies: ["Agents", "Blackboard", "Core", "LanguageModels", "TextAnalysis", "YAML"]
        ),
        .target(
            name: "Agents",
            dependencies: ["Blackboard", "BundledContent", "Core", "LanguageModels", "TextAnalysis", "YAML"]
        ),
        .target(name: "Blackboard", dependencies: ["BundledContent", "Core", "SQLite", "TextAnalysis", "YAML"]),
        .target(name: "LanguageModels", dependencies: ["Core", "HTTP"]),
        .target(name: "Web", dependencies: ["Core", "Documents", "HTTP", "TextAnalysis"]),
        .target(name: "Documents", dependencies: ["CCMarkGFM", "CXML2", "Core", "Processes", "TextAnalysis", "YAML"]),

        // Infrastructure
        .target(name: "HTTP", dependencies: ["CCurl", "CEpoll", "Core"]),
        .target(name: "SQLite", dependencies: ["CSQLite", "Core"]),
        .target(name: "TextAnalysis", dependencies: ["CStemmer", "CUTF8Proc", "Core"]),
        .target(name: "YAML", dependencies: ["CYAML", "Core"]),
        .target(name: "Processes", dependencies: ["CSpawn", "Core"]),
        .target(name: "Core", dependencies: ["CFileSystem", "CNettle"]),
        .target(name: "BundledContent", exclude: ["blackboard", "skills"], plugins: ["EmbedContent"]),

        // C libraries of the distribution, each with what it is for
        // Markdown as GitHub writes it (BSD-2).
        cLibrary("CCMarkGFM", pkgConfig: "libcmark-gfm", apt: "libcmark-gfm-extensions-dev"),
        // Line editing in the REPL; BSD-3, where readline would bind the program to the GPL.
        cLibrary("CEdit", pkgConfig: "libedit", apt: "libedit-dev"),
        // Waiting for many sockets at once, a part of the C library that Swift's overlay leaves out.
        .systemLibrary(name: "CEpoll", path: "Sources/CLibraries/CEpoll"),
        // One function of the C library that its headers hide from Swift.
        .systemLibrary(name: "CFileSystem", path: "Sources/CLibraries/CFileSystem"),
        // SHA-256 (LGPL-3): with the processor's own instructions it takes a fifth of the time of the BSD's library.
        cLibrary("CNettle", pkgConfig: "nettle", apt: "nettle-dev"),
        // The board's database and full-text index (public domain).
        cLibrary("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        // Snowball's stemmers (BSD-3); it ships no pkg-config file.
        cLibrary("CStemmer", pkgConfig: nil, apt: "libstemmer-dev"),
        // Unicode categories, case folding, normalization and widths without ICU's 40 MB (MIT).
        // Its pkg-config file holds a flag that SwiftPM refuses.
        cLibrary("CUTF8Proc", pkgConfig: nil, apt: "libutf8proc-dev"),
        // HTML as it is found in the wild (MIT).
        cLibrary("CXML2", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
        // Front matter and configuration (MIT).
        cLibrary("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        // Our own C: what Swift cannot see or safely do between spawn and exec.
        .target(name: "CSpawn", path: "Sources/CLibraries/CSpawn"),
        // Our own C, which loads libcurl (curl's licence, like MIT) when it is first needed; apt: libcurl4-openssl-dev.
        // Requests over HTTP/1.1 and HTTP/2: Foundation's client for Linux spins while it waits, has no back-pressure and
        // can send a request twice.
        .target(name: "CCurl", path: "Sources/CLibraries/CCurl"),

        // Build tools
        .executableTarget(name: "embed-content", path: "Sources/BuildTools/embed-content"),
        .plugin(
            name: "EmbedContent",
            capability: .buildTool(),
            dependencies: ["embed-content"],
            path: "Sources/BuildTools/EmbedContent"
        ),

        // Benchmarks: `make bench`
        .executableTarget(
            name: "slate-bench",
            dependencies: [
                "Agents", "Blackboard", "Core", "HTTP", "LanguageModels", "Processes", "SQLite", "TerminalUI",
                "TestSupport", "TextAnalysis",
            ],
            path: "Tests/Benchmarks",
            exclude: ["HTTP", "HTTPFloor", "cranfield"]
        ),

        // `http-bench URL-OF-A-MODEL-SERVER PATH-OF-HTTP-FLOOR`, against the same in C
        .executableTarget(name: "http-bench", dependencies: ["HTTP", "Processes"], path: "Tests/Benchmarks/HTTP"),
        .executableTarget(
            name: "http-floor",
            path: "Tests/Benchmarks/HTTPFloor",
            linkerSettings: [.linkedLibrary("curl")]
        ),

        // Tests
        .target(name: "FaultInjection", path: "Tests/FaultInjection"),
        .executableTarget(name: "run-in-foreground", dependencies: ["Processes"], path: "Tests/ForegroundProbe"),
        .executableTarget(
            name: "journal-probe",
            dependencies: ["Agents", "Blackboard", "Core", "LanguageModels"],
            path: "Tests/JournalProbe"
        ),
        .target(name: "TestSupport", dependencies: ["Core", "Processes"], path: "Tests/TestSupport"),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["Core", "Processes", "TestSupport", "journal-probe", "slate"],
            exclude: ["Screens"]
        ),
        .testTarget(
            name: "AgentsTests",
            dependencies: [
                "Agents", "Blackboard", "BundledContent", "Core", "HTTP", "LanguageModels", "SQLite", "TestSupport",
            ]
        ),
        .testTarget(
            name: "AppTests",
            dependencies: [
                "Agents", "App", "Blackboard", "Core", "Documents", "LanguageModels", "TerminalUI", "TestSupport",
                "TextAnalysis", "Web",
            ],
            exclude: ["Screens"]
        ),
        .testTarget(name: "BundledContentTests", dependencies: ["BundledContent"]),
        .testTarget(
            name: "ResearchTests",
            dependencies: ["Agents", "Blackboard", "Core", "LanguageModels", "Research", "TestSupport", "TextAnalysis"]
        ),
        .testTarget(name: "CoreTests", dependencies: ["Core", "TestSupport"]),
        .testTarget(name: "LanguageModelsTests", dependencies: ["Core", "HTTP", "LanguageModels", "TestSupport"]),
        .testTarget(name: "WebTests", dependencies: ["Core", "Documents", "HTTP", "TestSupport", "Web"]),
        .testTarget(name: "HTTPTests", dependencies: ["Core", "HTTP", "Processes", "TestSupport"]),
        .testTarget(name: "SQLiteTests", dependencies: ["Core", "SQLite", "TestSupport"]),
        .testTarget(
            name: "TerminalUITests",
            dependencies: ["Core", "TerminalUI", "TestSupport", "TextAnalysis"],
            exclude: ["Screens"]
        ),
        .testTarget(name: "TextAnalysisTests", dependencies: ["TestSupport", "TextAnalysis"]),
        .testTarget(name: "YAMLTests", dependencies: ["TestSupport", "YAML"]),
        .testTarget(name: "DocumentsTests", dependencies: ["Core", "Documents", "TestSupport"]),
        .testTarget(name: "ProcessesTests", dependencies: ["Core", "Processes", "TestSupport", "run-in-foreground"]),
        .testTarget(name: "BlackboardTests", dependencies: ["Blackboard", "Core", "SQLite", "TestSupport"]),
    ],
    swiftLanguageModes: [.v6]
)

let swiftKinds: [Target.TargetType] = [.regular, .executable, .test]
let cTargets = ["CCurl", "CSpawn", "FaultInjection", "http-floor"]
for target in package.targets where swiftKinds.contains(target.type) && !cTargets.contains(target.name) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}

/// Wraps an installed C library in a module.
func cLibrary(_ name: String, pkgConfig: String?, apt package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/CLibraries/\(name)", pkgConfig: pkgConfig, providers: [.apt([package])])
}
