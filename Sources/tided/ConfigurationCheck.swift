import ArgumentParser
import Autoscaling
import Glibc
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
            say("\(error)")
            return ExitCode(4)
        }
        let loaded = loadConfiguration(directories: directories, host: host)
        for fault in loaded.faults { say("\(fault)") }
        for warning in loaded.warnings { say("\(warning)") }
        for finding in findings(in: loaded, host: host, at: Moment.current().local) { say(finding) }
        let faulty = loaded.units.count { if case .faulty = $0.outcome { true } else { false } }
        let schedules = loaded.fleet.schedules.count
        print("\(count(schedules, "schedule")) in force, \(count(faulty, "file")) faulty")
        return faulty == 0 ? .success : ExitCode(4)
    }

    private func say(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
