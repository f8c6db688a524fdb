import ArgumentParser
import CivilTime
import Control
import Glibc

/// `--yes`, and the question that it answers beforehand.
struct ConfirmationOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    /// Shows what is about to happen and asks, unless `--yes` was given or nobody can be asked.
    ///
    /// - Throws: status 1 where the answer is no.
    func confirm(_ lines: [String]) throws {
        guard !yes, isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return }
        for line in lines { printToStandardError(line) }
        let question = Array("Go ahead? [y/N] ".utf8)
        _ = write(STDERR_FILENO, question, question.count)
        let answer = readLine()?.lowercased()
        guard answer == "y" || answer == "yes" else { throw CommandFailure("nothing was changed") }
    }

    var asks: Bool { !yes && isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }
}

/// What commands that change something have in common.
struct ChangeOptions: ParsableArguments {
    @OptionGroup var output: OutputOptions
    @OptionGroup var daemon: DaemonOptions
    @OptionGroup(visibility: .hidden) var unused: ConfigurationOptions
    @OptionGroup var confirmation: ConfirmationOptions

    /// Shows, asks, does, and says what follows.
    ///
    /// - Parameter preview: lines for the question; asked for only where somebody is asked.
    func perform(_ verb: ControlVerb, preview: (ControlClient) throws -> [String]) throws {
        let client = try daemon.connect()
        if confirmation.asks {
            try rehearse(verb, client)
            try confirmation.confirm(try preview(client))
        }
        let result = try client.request(verb, as: CommandResult.self)
        if output.json {
            try output.show(json: result)
        } else {
            writeToStandardOutput(result.message + "\n")
        }
    }

    /// What would be refused is not asked about. A daemon that was not restarted since an upgrade may
    /// not know how to tell.
    private func rehearse(_ verb: ControlVerb, _ client: ControlClient) throws {
        do throws(ControlError) {
            _ = try client.request(.trial(verb), as: CommandResult.self)
        } catch {
            if error.status != .usage { throw error }
        }
    }

    /// What stands before the service now, and what is to come.
    func outlook(of service: String, _ client: ControlClient) throws -> [String] {
        let status = try client.request(.status(service: service), as: ServiceStatus.self)
        let time = TimeText(now: status.time.instant)
        let summary = status.summary
        let observed = [summary.status, summary.size].compactMap { $0 }.joined(separator: " ")
        let state = observed.isEmpty ? "not observed yet" : observed
        var lines = ["\(summary.service) (\(summary.serviceId)) is \(state)."]
        if let open = summary.open {
            let what = actionText(open.action, open.target)
            lines.append("Under way: \(what) of \(time.full(open.due.instant)) (\(open.job)).")
        }
        let coming = status.jobs.filter { $0.next != nil }.sorted {
            ($0.next?.instant ?? .distantFuture) < ($1.next?.instant ?? .distantFuture)
        }
        for job in coming.prefix(3) {
            guard let next = job.next?.instant else { continue }
            lines.append("To come:   \(actionText(job.action, job.target)) at \(time.full(next)) (\(job.job)).")
        }
        return lines
    }
}
