import ArgumentParser
import Control

extension CompletionKind {
    /// The names of the services that the daemon knows; none where it does not answer at once.
    static var service: CompletionKind {
        .custom { _, _, _ in Set(rows().map(\.service)).sorted() }
    }

    /// The jobs of the service that stands on the line already; without one, of all.
    static var job: CompletionKind {
        .custom { words, _, _ in
            let rows = rows()
            let ofService = rows.filter { words.contains($0.service) || words.contains($0.serviceId) }
            return Set((ofService.isEmpty ? rows : ofService).map(\.job)).sorted()
        }
    }

    private static func rows() -> [TimerRow] {
        let answer = try? ControlClient(path: ControlClient.standardPath)
            .request(.list(all: true), as: [TimerRow].self, timeout: .seconds(1))
        return answer ?? []
    }
}
