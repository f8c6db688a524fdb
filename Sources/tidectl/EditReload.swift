import ArgumentParser
import Control

/// What follows on a change of files: the daemon reads them anew.
struct ReloadOptions: ParsableArguments {
    @Flag(name: .customLong("no-reload"), help: "Leave it to a later tidectl reload to put the change in force.")
    var isLeftOut = false

    @OptionGroup var daemon: DaemonOptions

    func run() throws {
        if isLeftOut { return }
        do {
            let result = try daemon.request(.reload, as: ReloadResult.self, timeout: .seconds(120))
            print("Reloaded: \(result.schedules) schedules in force.")
            guard !result.faults.isEmpty else { return }
            for fault in result.faults { printToStandardError(fault) }
            throw CommandFailure(
                "some files are faulty; their last good content stays in force", code: .configurationFaulty)
        } catch let error as ControlError {
            if error.status == .notRunning {
                print("tided is not running; the change counts from its next start.")
                return
            }
            throw CommandFailure(
                "the change is in place, but not in force: \(error)",
                code: CommandFailure.Code(rawValue: error.status.rawValue) ?? .failed)
        }
    }
}
