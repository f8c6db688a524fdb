import ArgumentParser
import Autoscaling
import Glibc
import Lint
import TideConfiguration

/// `tided --check`: what loading and lint find, on standard error.
struct ConfigurationCheck {
    var directories: [String]

    /// The exit status: 0 where nothing is wrong, 4 where a file is faulty.
    func run() -> ExitCode {
        let host: HostFacts
        do {
            host = try HostFacts.current()
        } catch {
            say("\(error)\n")
            return ExitCode(4)
        }
        let loaded = loadConfiguration(directories: directories, host: host)
        let report = Lint.Report(
            faults: loaded.units.filter { $0.name != "tided.conf" || !loaded.hasNoDaemonFile }.flatMap(\.faults),
            warnings: loaded.warnings,
            findings: lint(loaded, hostZone: host.timeZone, at: Moment.current().local))
        if loaded.hasNoDaemonFile {
            say(
                "tided.conf: error: there is no such file in \(directories.joined(separator: ", ")): Region= of [API] "
                    + "must be set in it, for all else defaults are in force\n")
        }
        say(report.text(as: .text))
        let isUsable = canConnect(by: loaded)
        let faulty = loaded.units.count { if case .faulty = $0.outcome { true } else { false } }
        let schedules = loaded.fleet.schedules.count
        print("\(count(schedules, "schedule")) in force, \(count(faulty, "file")) faulty")
        return faulty == 0 && isUsable ? .success : ExitCode(4)
    }

    /// What `[API]` names has to be there, too: the daemon makes no calls without.
    private func canConnect(by loaded: LoadedConfiguration) -> Bool {
        guard let daemon = loaded.daemon else { return true }
        do {
            _ = try Connection(daemon, loaded.fleet.settings).client()
            return true
        } catch {
            say("tided.conf: error: [API] can't be used: \(error)\n")
            return false
        }
    }

    private func say(_ text: String) {
        let bytes = Array(text.utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
