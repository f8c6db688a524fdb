import Glibc
import Synchronization

// Zones by name, from the system's files.
extension TimeZoneRules {
    /// The zone of that name, from `/usr/share/zoneinfo` or, where the environment has it, the directory `TZDIR`.
    ///
    /// A zone is read once and kept until ``forgetLoaded()``.
    ///
    /// - Throws: ``LoadError`` where there is no such zone, or its file can't be read or is none.
    public init(identifier: String) throws(LoadError) {
        let directory = Self.directory
        let path = "\(directory)/\(identifier)"
        // Under its own path alone, so that one which is loaded is valid.
        if let known = Self.loaded.withLock({ $0[path] }) {
            self = known
            return
        }
        guard Self.isValid(identifier: identifier) else {
            throw LoadError(identifier: identifier, problem: .invalidName)
        }
        let data: [UInt8]
        do {
            data = try readFile(path, limit: 1 << 20)
        } catch {
            switch error {
            case .tooLarge:
                throw LoadError(identifier: identifier, problem: .tooLarge(path: path))
            case .system(ENOENT), .system(ENOTDIR), .system(EISDIR):
                let nearest = Self.nearestName(to: identifier, in: directory)
                throw LoadError(
                    identifier: identifier, problem: .unknown(directory: directory, nearest: nearest))
            case .system(let code):
                throw LoadError(identifier: identifier, problem: .unreadable(path: path, errno: code))
            }
        }
        let zone = try TimeZoneRules(data: data, identifier: identifier)
        // Of two threads that load one zone at once, the first wins, so that all share one object.
        self = Self.loaded.withLock { loaded in
            if let known = loaded[path] { return known }
            loaded[path] = zone
            return zone
        }
    }

    /// The host's own zone: that of the environment's `TZ` if it is set, else that of `/etc/localtime`, else UTC.
    ///
    /// - Throws: ``LoadError`` where the zone that is set can't be loaded.
    /// - Source: localtime(5), tzset(3).
    public static func host() throws(LoadError) -> TimeZoneRules {
        if let name = environment("TZ") {
            let identifier = name.hasPrefix(":") ? String(name.dropFirst()) : name
            return identifier.isEmpty ? .utc : try TimeZoneRules(identifier: identifier)
        }
        return try host(localtime: "/etc/localtime")
    }

    /// The zone to which the link `path` leads, under its own name where it leads into a directory of zones.
    static func host(localtime path: String) throws(LoadError) -> TimeZoneRules {
        if let target = readLink(path), let name = name(ofZoneFile: target), isValid(identifier: name),
            let zone = try? TimeZoneRules(identifier: name)
        {
            return zone
        }
        let data: [UInt8]
        do {
            data = try readFile(path, limit: 1 << 20)
        } catch {
            switch error {
            case .system(ENOENT): return .utc
            case .system(let code):
                throw LoadError(identifier: "localtime", problem: .unreadable(path: path, errno: code))
            case .tooLarge:
                throw LoadError(identifier: "localtime", problem: .tooLarge(path: path))
            }
        }
        return try TimeZoneRules(data: data, identifier: "localtime")
    }

    /// Forgets all zones read so far, so that each is read anew when it is next asked for. Values in use stay as they
    /// are; compare an old with a new one to learn whether its rules have changed.
    public static func forgetLoaded() { loaded.withLock { $0.removeAll() } }

    /// Whether `identifier` may be looked for at all: a relative path of plain names, not below `right/`, whose zones
    /// count leap seconds.
    public static func isValid(identifier: String) -> Bool {
        let parts = identifier.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return identifier.utf8.count <= 255 && parts.first.map { !$0.elementsEqual("right".utf8) } == true
            && parts.allSatisfy { part in
                !part.isEmpty && part.first != UInt8(ascii: ".") && part.first != UInt8(ascii: "-")
                    && part.allSatisfy(isNameByte)
            }
    }

    private static let loaded = Mutex<[String: TimeZoneRules]>([:])

    private static var directory: String {
        environment("TZDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/share/zoneinfo"
    }

    /// What stands after the last directory that is called `zoneinfo`.
    private static func name(ofZoneFile path: String) -> String? {
        var parts = path.split(separator: "/")
        guard let directory = parts.lastIndex(of: "zoneinfo") else { return nil }
        parts.removeFirst(directory + 1)
        return parts.joined(separator: "/")
    }

    /// From the list of names that comes with the zone files.
    private static func nearestName(to identifier: String, in directory: String) -> String? {
        guard let list = try? readFile("\(directory)/tzdata.zi", limit: 1 << 20) else { return nil }
        let names = list.split(separator: UInt8(ascii: "\n")).compactMap { line -> String? in
            let words = line.split(separator: UInt8(ascii: " "))
            switch (words.first?.first, words.count) {
            case (UInt8(ascii: "Z"), 2...): return String(decoding: words[1], as: UTF8.self)
            case (UInt8(ascii: "L"), 3...): return String(decoding: words[2], as: UTF8.self)
            default: return nil
            }
        }
        return nearest(to: identifier, in: names, atMost: 2)
    }
}

private func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
        true
    default: false
    }
}
