import ArgumentParser
import Control
import TideConfiguration

extension CompletionKind {
    /// The names of services: those that the daemon knows; with `--config-dir`, or where no daemon answers at once,
    /// those of the files.
    static var service: CompletionKind {
        .custom { words, _, _ in
            let line = CommandLineWords(words)
            let known = line.directories.isEmpty ? line.rows().map(\.service) : []
            return Set(known.isEmpty ? line.fileStems() : known).sorted()
        }
    }

    /// The jobs of the service that stands on the line already; without one, of all.
    static var job: CompletionKind {
        .custom { words, _, _ in
            let rows = CommandLineWords(words).rows()
            let ofService = rows.filter { words.contains($0.service) || words.contains($0.serviceId) }
            return Set((ofService.isEmpty ? rows : ofService).map(\.job)).sorted()
        }
    }

    /// Names of configuration files as `cat`, `edit` and `mask` take them.
    static var unit: CompletionKind {
        .custom { words, _, _ in (CommandLineWords(words).fileStems() + ["tided.conf"]).sorted() }
    }
}

/// The options on a command line that is being typed.
private struct CommandLineWords {
    private var socket = ControlClient.standardPath
    private(set) var directories: [String] = []

    init(_ words: [String]) {
        for (index, word) in words.enumerated() {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            let next = words.indices.contains(index + 1) ? words[index + 1] : ""
            // Some shells split at the equals sign.
            let value = parts.count > 1 ? parts[1] : next == "=" ? words.dropFirst(index + 2).first ?? "" : next
            guard !value.isEmpty else { continue }
            if parts.first == "--control-socket" { socket = value }
            if parts.first == "--config-dir" { directories.append(value) }
        }
    }

    func rows() -> [TimerRow] {
        let answer = try? ControlClient(path: socket).request(
            .list(all: true), as: [TimerRow].self, timeout: .seconds(1))
        return answer ?? []
    }

    func fileStems() -> [String] {
        let suffix = ".schedule"
        let names = (directories.isEmpty ? standardDirectories : directories).flatMap { directory in
            ((try? DiskFiles().names(in: directory)) ?? nil) ?? []
        }
        return Set(names.filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }).map {
            String($0.dropLast(suffix.count))
        }
    }
}
