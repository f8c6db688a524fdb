import ArgumentParser
import Autoscaling
import Dispatch
import Glibc
import ProcessArguments
import Systemd
import TideConfiguration

@main
struct Tided: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tided",
        abstract: "Scale Tencent Cloud TI-ONE model services by the clock.",
        discussion: """
            tided reads tided.conf and *.schedule files with their drop-ins, works out when each service must change, \
            and makes the change by ModifyModelService calls. It runs in the foreground, as systemd wants it. SIGHUP \
            reloads the configuration, SIGTERM ends it.

            See tided(8), tided.conf(5), tide.schedule(5) and tide-cron(7).
            """,
        version: tideVersion)

    @Option(
        name: .customLong("config-dir"),
        help: ArgumentHelp(
            "Read configuration from here in place of the standard directories. Repeatable; the first ranks highest.",
            valueName: "DIR"))
    var configDirectories: [String] = []

    @Option(name: .customLong("state-dir"), help: ArgumentHelp("Keep state here.", valueName: "DIR"))
    var stateDirectory = "/var/lib/tided"

    @Option(name: .customLong("control-socket"), help: ArgumentHelp("Listen for tidectl here.", valueName: "PATH"))
    var controlSocket = "/run/tided/control.sock"

    @Flag(help: "Check the configuration, say what is wrong, and end: status 0 where nothing is, else 4.")
    var check = false

    @Flag(name: .customLong("dry-run"), help: "Do everything but change services.")
    var dryRun = false

    static func main() {
        main(processArguments())
    }

    func run() throws {
        let directories = configDirectories.isEmpty ? standardDirectories : configDirectories
        if check { throw ConfigurationCheck(directories: directories).run() }
        let daemon = Daemon(
            options: Daemon.Options(
                configDirectories: directories, stateDirectory: stateDirectory, controlSocket: controlSocket,
                isDryRun: dryRun))
        daemon.run()
    }
}
