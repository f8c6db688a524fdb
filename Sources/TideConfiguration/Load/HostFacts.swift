public import CronSchedule
import Glibc

/// What configuration takes from the host that it is read on.
public struct HostFacts: Hashable, Sendable {
    /// `%H`
    public var name: String
    /// What applies where no `TimeZone=` is set anywhere: the zone of `/etc/localtime`.
    public var timeZone: TimeZoneRules

    public init(name: String, timeZone: TimeZoneRules) {
        self.name = name
        self.timeZone = timeZone
    }

    /// Of this host, now.
    ///
    /// - Throws: the reason why `/etc/localtime` can't be used.
    public static func current() throws(TimeZoneRules.LoadError) -> HostFacts {
        HostFacts(name: hostName(), timeZone: try TimeZoneRules.host())
    }

    /// gethostname(2), which has at most 64 bytes here.
    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "localhost" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
