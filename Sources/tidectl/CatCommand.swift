import ArgumentParser
import Control
import TideConfiguration

/// `tidectl cat`: configuration files with their drop-ins, in the order in which they are merged.
struct CatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat", abstract: "Show configuration files with their drop-ins.",
        usage: "tidectl cat [<options>] [<name> ...]",
        discussion: "Without arguments, tided.conf and all schedules.")

    @OptionGroup var output: OutputOptions
    @OptionGroup(visibility: .hidden) var unused: DaemonOptions
    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Show what results from merging: each key once, without comments.")
    var merged = false

    @Argument(help: ArgumentHelp("Names such as chat or tided.conf.", valueName: "name"), completion: .unit)
    var names: [String] = []

    func run() throws {
        let loaded = try options.load()
        let units = names.isEmpty ? loaded.units : try names.map { try loaded.unit(UnitName(argument: $0)) }
        let texts = merged ? loaded.lastGood : [:]
        let shown = try units.map {
            Shown(name: $0.name, files: merged ? [try Self.merged($0, texts)] : Self.files($0))
        }
        if output.json { return try output.show(json: shown) }
        var lines: [String] = []
        for file in shown.flatMap(\.files) {
            if !lines.isEmpty { lines.append("") }
            lines.append("# \(file.path)" + (file.remark.map { ": \($0)" } ?? ""))
            lines += (file.text ?? "").split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            if lines.last?.isEmpty == true { lines.removeLast() }
        }
        output.show(lines)
    }

    /// What `--json` writes for each unit.
    struct Shown: Encodable {
        struct File: Encodable {
            var path: String
            /// null where there is none: masked, absent, unreadable.
            @OrNull var text: String?
            @OrNull var remark: String?
        }

        var name: String
        var files: [File]
    }

    private static func files(_ unit: UnitState) -> [Shown.File] {
        if unit.outcome == .masked, unit.fragments.isEmpty {
            return [Shown.File(path: unit.path, text: nil, remark: "masked, a link to /dev/null")]
        }
        if unit.fragments.isEmpty {
            return [Shown.File(path: unit.path, text: nil, remark: "does not exist, so that every key has its default")]
        }
        return unit.fragments.map { path in
            switch DiskFiles().content(of: path) {
            case .bytes(let bytes): Shown.File(path: path, text: String(decoding: bytes, as: UTF8.self), remark: nil)
            case .unreadable(let fault): Shown.File(path: path, text: nil, remark: "can't be read: \(fault.reason)")
            case .masked, .absent: Shown.File(path: path, text: nil, remark: "has just vanished")
            }
        }
    }

    private static func merged(_ unit: UnitState, _ texts: [String: String]) throws -> Shown.File {
        guard unit.faults.isEmpty else {
            throw CommandFailure(unit.faults.map(\.description).joined(separator: "\n"), code: .configurationFaulty)
        }
        return Shown.File(path: unit.path, text: texts[unit.name], remark: "merged")
    }
}
