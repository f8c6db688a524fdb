import ArgumentParser
import TideConfiguration

/// `tidectl mask`: puts a schedule or a drop-in of a lower directory out of force by a link to /dev/null.
struct MaskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mask",
        abstract: "Put a schedule or drop-in that came with a package out of force.",
        usage: "tidectl mask [<options>] <name> ...",
        discussion: """
            Makes a symbolic link to /dev/null in /etc/tide, or in /run/tide until the next boot, and reloads. A file \
            of that name in the same directory is never replaced.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var reload: ReloadOptions

    @Flag(help: "Mask until the next boot only.")
    var runtime = false

    @Argument(
        help: ArgumentHelp("Names such as chat or chat.schedule.d/10-season.conf.", valueName: "name"),
        completion: .unit)
    var names: [String]

    func run() throws {
        let loaded = try options.load()
        var change = FileChange([])
        for text in names {
            let name = try UnitName(argument: text)
            let unit = try loaded.unit(name)
            let path = "\(runtime ? "/run/tide" : options.highest)/\(name.relativePath)"
            switch DiskFiles().content(of: path) {
            case .masked:
                change.files.append(.init(path: path, change: "unchanged"))
                continue
            case .absent: break
            case .bytes, .unreadable:
                let isSchedule = name.relativePath == unit.name && unit.name != "tided.conf"
                let advice =
                    isSchedule ? "set Enabled=no by tidectl edit \(unit.name), or move the file away" : "move it away"
                throw CommandFailure(
                    "\(path) is a file of its own, and a mask would replace it; \(advice)", code: .refused)
            }
            try changing { try AtomicFile.mask(path) }
            change.files.append(.init(path: path, change: "masked"))
        }
        try change.finish(reload, output)
    }
}

/// `tidectl unmask`: takes masks away.
struct UnmaskCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmask", abstract: "Put what was masked back in force.",
        usage: "tidectl unmask [<options>] <name> ...",
        discussion: "Removes symbolic links to /dev/null from the configuration directories, and reloads.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var options: ConfigurationOptions
    @OptionGroup var reload: ReloadOptions

    @Argument(
        help: ArgumentHelp("Names such as chat or chat.schedule.d/10-season.conf.", valueName: "name"),
        completion: .unit)
    var names: [String]

    func run() throws {
        var change = FileChange([])
        for text in names {
            let name = try UnitName(argument: text)
            let masks = options.directories.map { "\($0)/\(name.relativePath)" }.filter {
                DiskFiles().content(of: $0) == .masked
            }
            if masks.isEmpty { throw CommandFailure("\(name.relativePath) is not masked", code: .notFound) }
            for path in masks {
                try changing { try AtomicFile.remove(path) }
                change.files.append(.init(path: path, change: "unmasked"))
            }
        }
        try change.finish(reload, output)
    }
}

/// Does `change`, and says what kept it from being done.
func changing<Failure: Error>(_ change: () throws(Failure) -> Void) throws {
    do {
        try change()
    } catch {
        throw CommandFailure("\(error)")
    }
}
