import CivilTime
import Lint
import TideConfiguration

/// What lint finds in a configuration that loads, a sentence each; the manual page of tidectl(1) lists the rules.
func findings(in loaded: LoadedConfiguration, host: HostFacts, at now: Instant) -> [String] {
    lint(loaded, hostZone: host.timeZone, at: now).map { "\($0.location): \($0.message) [\($0.rule)]: \($0.why)" }
}
