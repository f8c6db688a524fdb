import ArgumentParser
import Control

/// What follows on a change of files: the daemon reads them anew.
struct ReloadOptions: ParsableArguments {
    @Flag(name: .customLong("no-reload"), help: "Leave it to a later tidectl reload to put the change in force.")
    var isLeftOut = false

    @OptionGroup var daemon: DaemonOptions

    /// - Returns: what came of it; nil where there was none.
    func run() throws -> ReloadResult? {
        if isLeftOut { return nil }
        do {
            return try daemon.request(.reload, as: ReloadResult.self, timeout: .seconds(120))
        } catch let error as ControlError {
            if error.status == .notRunning { return nil }
            throw CommandFailure(
                "the change is in place, but not in force: \(error)",
                code: CommandFailure.Code(rawValue: error.status.rawValue) ?? .failed)
        }
    }
}

/// How `edit`, `mask` and `unmask` end: with a reload, and with what is told of both.
struct FileChange: Encodable {
    struct File: Encodable {
        var path: String
        /// `written`, `masked`, `unmasked` or `unchanged`.
        var change: String
    }

    var files: [File]
    /// null where it was left out, or where no daemon runs.
    @OrNull var reload: ReloadResult?

    init(_ files: [File]) { self.files = files }

    /// Reloads where anything was changed, and tells.
    ///
    /// - Throws: status 4 where the daemon finds files faulty.
    mutating func finish(_ options: ReloadOptions, _ output: OutputOptions) throws {
        let isChanged = files.contains { $0.change != "unchanged" }
        if isChanged { reload = try options.run() }
        if output.json {
            try output.show(json: self)
        } else {
            print(sentences(isChanged: isChanged, isLeftOut: options.isLeftOut).joined(separator: "\n"))
        }
        guard let reload, !reload.faults.isEmpty else { return }
        if !output.json { for line in reload.faults + reload.consequences { printToStandardError(line) } }
        throw CommandFailure("", code: .configurationFaulty)
    }

    private func sentences(isChanged: Bool, isLeftOut: Bool) -> [String] {
        let sentences = files.map { file in
            switch file.change {
            case "written": "Wrote \(file.path)."
            case "masked": "Created symlink \(file.path) → /dev/null."
            case "unmasked": "Removed \(file.path)."
            default: "\(file.path): nothing was changed."
            }
        }
        if let reload { return sentences + ["Reloaded: \(reload.schedules) schedules in force."] }
        if !isChanged || isLeftOut { return sentences }
        return sentences + ["tided is not running; the change counts from its next start."]
    }
}
