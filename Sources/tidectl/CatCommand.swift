import ArgumentParser
import TideConfiguration

/// `tidectl cat`: configuration files with their drop-ins, in the order in which they are merged.
struct CatCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cat", abstract: "Show configuration files with their drop-ins.",
        discussion: "Without arguments, tided.conf and all schedules.")

    @OptionGroup var options: ConfigurationOptions

    @Flag(help: "Show what results from merging, each key once, without comments.")
    var merged = false

    @Argument(help: ArgumentHelp("Names such as chat or tided.conf.", valueName: "name"))
    var names: [String] = []

    func run() throws {
        let loaded = try options.load()
        let units = names.isEmpty ? loaded.units : try names.map { try loaded.unit(UnitName(argument: $0)) }
        for (index, unit) in units.enumerated() {
            if index > 0 { print() }
            if merged { try printMerged(unit, of: loaded) } else { printFiles(unit) }
        }
    }

    private func printFiles(_ unit: UnitState) {
        if unit.outcome == .masked {
            print("# \(unit.path) is masked: a link to /dev/null")
        } else if unit.fragments.isEmpty {
            print("# \(unit.path) does not exist; every key has its default")
        }
        for (index, path) in unit.fragments.enumerated() {
            if index > 0 { print() }
            print("# \(path)")
            switch DiskFiles().content(of: path) {
            case .bytes(let bytes):
                let text = String(decoding: bytes, as: UTF8.self)
                print(text, terminator: text.hasSuffix("\n") || text.isEmpty ? "" : "\n")
            case .unreadable(let fault): print("# can't be read: \(fault.reason)")
            case .masked, .absent: print("# vanished")
            }
        }
    }

    private func printMerged(_ unit: UnitState, of loaded: LoadedConfiguration) throws {
        guard unit.faults.isEmpty else {
            throw CommandFailure(
                unit.faults.map(\.description).joined(separator: "\n"), code: .configurationFaulty)
        }
        print("# \(unit.path), merged")
        if let text = loaded.lastGood[unit.name] { print(text, terminator: "") }
    }
}
