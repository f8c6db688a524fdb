import ArgumentParser
import Glibc
import Lint
import TideConfiguration

/// `tidectl edit`: a drop-in in an editor, verified before it is put in place, then a reload.
struct EditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Change a schedule or tided.conf by a drop-in, verify it and put it in force.",
        usage: "tidectl edit [<options>] <name>",
        discussion: """
            The editor is that of $SYSTEMD_EDITOR, $EDITOR or $VISUAL, else editor, nano, vim or vi. Nothing is \
            changed where the result is empty or faulty.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var reload: ReloadOptions

    @Flag(help: "Edit the file itself, or a copy of it in the highest directory; makes a new one where there is none.")
    var full = false

    @Flag(help: "Put the result in /run/tide, where it lasts until the next boot.")
    var runtime = false

    @Flag(name: .customLong("stdin"), help: "Take the new content from standard input instead of an editor.")
    var readsStandardInput = false

    @Option(help: ArgumentHelp("The drop-in's name.", valueName: "name"))
    var dropIn = "override.conf"

    @Argument(help: ArgumentHelp("A name such as chat or tided.conf.", valueName: "name"), completion: .unit)
    var name: String

    func validate() throws {
        guard dropIn.hasSuffix(".conf"), !dropIn.contains("/"), !dropIn.hasPrefix(".") else {
            throw ValidationError("--drop-in is the name of a file, and ends in .conf.")
        }
        if runtime, !options.given.isEmpty { throw ValidationError("--runtime means /run/tide, not a --config-dir.") }
    }

    func run() throws {
        let loaded = try options.load()
        let target = try target(in: loaded)
        let path = "\(runtime ? "/run/tide" : options.highest)/\(target.relativePath)"
        let content =
            readsStandardInput
            ? try EditSession.standardInput() : try edited(target, at: path, unit: loaded.unit(named: target.file))
        if content.isEmpty { throw CommandFailure("the result is empty; nothing was changed") }
        if content == (try text(of: path)) {
            var change = FileChange([.init(path: path, change: "unchanged")])
            return try change.finish(reload, output)
        }
        let report = try problems(content, at: path, unit: target.file)
        let problems = report.text(as: .text)
        // Beside a document they would not be read by whoever reads that.
        if output.json || !report.faults.isEmpty {
            if !problems.isEmpty { printToStandardError(String(problems.dropLast())) }
        } else {
            print(problems, terminator: "")
        }
        if !report.faults.isEmpty {
            throw CommandFailure("the result is faulty; nothing was changed", code: .configurationFaulty)
        }
        try changing { try AtomicFile.write(content, to: path) }
        var change = FileChange([.init(path: path, change: "written")])
        try change.finish(reload, output)
    }

    /// What an editor makes of the file, or of a copy of the one that it will hide, or of the drop-in.
    private func edited(_ target: UnitName, at path: String, unit: UnitState?) throws -> String {
        let own = try text(of: path)
        let offered: String
        if full {
            offered = try own ?? unit.flatMap { try text(of: $0.path) } ?? ""
        } else {
            let context = try (unit?.fragments ?? []).filter { $0 != path }.map { fragment in
                (path: fragment, text: try text(of: fragment) ?? "")
            }
            offered = EditText(path: path, current: own ?? "", context: context).text
        }
        return try EditSession(fileName: target.dropIn ?? target.file).edit(offered) { content in
            try problems(content, at: path, unit: target.file)
        }
    }

    private func target(in loaded: LoadedConfiguration) throws -> UnitName {
        var target = try UnitName(argument: name)
        if full {
            guard target.dropIn == nil else { throw ValidationError("--full is for a file, not for a drop-in.") }
            return target
        }
        if target.dropIn == nil { target.dropIn = dropIn }
        // A drop-in of a schedule that doesn't exist would not be read.
        let unit = try loaded.unit(UnitName(file: target.file))
        if unit.outcome == .masked, target.file != "tided.conf" {
            throw CommandFailure("\(unit.path) is masked; unmask it first", code: .refused)
        }
        return target
    }

    /// nil where there is no such file.
    private func text(of path: String) throws -> String? {
        switch DiskFiles().content(of: path) {
        case .bytes(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .absent: return nil
        case .masked: throw CommandFailure("\(path) is masked; unmask it first", code: .refused)
        case .unreadable(let fault): throw CommandFailure("\(fault)")
        }
    }

    /// What would be wrong with the unit if `content` stood at `path`.
    private func problems(_ content: String, at path: String, unit file: String) throws -> Report {
        var overlay = OverlayFiles()
        overlay.contents[path] = .bytes(Array(content.utf8))
        let host = try options.host()
        let loaded = loadConfiguration(directories: options.directories, host: host, files: overlay)
        let unit = loaded.unit(named: file)
        let paths = Set((unit?.fragments ?? []) + [path])
        let findings = lint(loaded, hostZone: host.timeZone, at: wallClock())
        return Report(faults: unit?.faults ?? [], findings: findings.filter { paths.contains($0.location.path) })
    }
}
