/// How people name configuration files: `chat`, `chat.schedule`, `tided.conf`, `chat.schedule.d/10-season.conf`.
package struct UnitName: Hashable, Sendable {
    /// `chat.schedule` or `tided.conf`
    package var file: String
    /// `10-season.conf`, where a drop-in of it is meant.
    package var dropIn: String?

    /// nil where `text` names nothing that could be a configuration file.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1:
            guard let name = parts.first, !name.isEmpty, !name.hasPrefix("."), !name.hasPrefix("-") else { return nil }
            file = Self.isMainFile(name) ? name : name + ConfigurationTree.scheduleSuffix
        case 2:
            guard let directory = parts.first, let name = parts.last, directory.hasSuffix(".d"),
                Self.isMainFile(String(directory.dropLast(2))), name.hasSuffix(".conf"), !name.hasPrefix(".")
            else { return nil }
            file = String(directory.dropLast(2))
            dropIn = name
        default: return nil
        }
    }

    package init(file: String, dropIn: String? = nil) {
        self.file = file
        self.dropIn = dropIn
    }

    /// The path below a configuration directory.
    package var relativePath: String { dropIn.map { "\(file).d/\($0)" } ?? file }

    static func isMainFile(_ name: String) -> Bool {
        name == ConfigurationTree.daemonFile || name.hasSuffix(ConfigurationTree.scheduleSuffix) && !name.hasPrefix(".")
    }
}

extension LoadedConfiguration {
    package func unit(named file: String) -> UnitState? { units.first { $0.name == file } }

    /// What `name` was probably meant to be.
    package func nearestUnit(to name: String) -> String? { nearestName(to: name, among: units.map(\.name)) }
}
