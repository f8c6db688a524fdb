/// How bad the days of a simulated world are.
public enum FaultLevel: String, Sendable, CaseIterable {
    /// Nothing goes wrong.
    case none
    /// A bad day: the network stutters, the cloud runs short, calls are refused, somebody uses the console.
    case some
    /// Everything that can go wrong: crashes, a full disk, clocks that jump, lost credentials too.
    case all
}
