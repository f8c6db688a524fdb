/// An event on its way to its target.
///
/// Asked for at every step of that way and written at each: copies share their fields, and a change makes new ones.
public struct Intent: Hashable, Codable, Sendable {
    struct Fields: Hashable, Codable, Sendable {
        var occurrence: Occurrence
        var goal: Goal
        var foldedSize: Size?
        var clamp: Clamp?
        var isForced = false
        var callMayBeInFlight = false
        var mayHaveActed = false
        var isAccepted = false
        var isStuck = false
    }

    private final class Shared: Sendable {
        let fields: Fields

        init(_ fields: Fields) { self.fields = fields }
    }

    private var shared: Shared

    public init(occurrence: Occurrence, goal: Goal) { self.init(Fields(occurrence: occurrence, goal: goal)) }

    init(occurrence: Occurrence, goal: Goal, foldedSize: Size?, clamp: Clamp?, isForced: Bool) {
        self.init(
            Fields(occurrence: occurrence, goal: goal, foldedSize: foldedSize, clamp: clamp, isForced: isForced))
    }

    private init(_ fields: Fields) { shared = Shared(fields) }

    /// Changes several fields at the cost of one.
    mutating func change(_ body: (inout Fields) -> Void) {
        var fields = shared.fields
        body(&fields)
        shared = Shared(fields)
    }

    /// The deciding event, with times and attempts.
    public var occurrence: Occurrence {
        get { shared.fields.occurrence }
        set { change { $0.occurrence = newValue } }
    }

    public var goal: Goal {
        get { shared.fields.goal }
        set { change { $0.goal = newValue } }
    }

    /// The newest size among the events folded into it: what a RESUME that supersedes it takes.
    public var foldedSize: Size? {
        get { shared.fields.foldedSize }
        set { change { $0.foldedSize = newValue } }
    }

    /// What a guard rail changed in the size that was asked for.
    public var clamp: Clamp? {
        get { shared.fields.clamp }
        set { change { $0.clamp = newValue } }
    }

    /// Given with `--force`: no guard rail holds it.
    public var isForced: Bool {
        get { shared.fields.isForced }
        set { change { $0.isForced = newValue } }
    }

    /// A call may be at the server without an answer having come.
    public var callMayBeInFlight: Bool {
        get { shared.fields.callMayBeInFlight }
        set { change { $0.callMayBeInFlight = newValue } }
    }

    /// A call ended without its outcome being known: the server may have acted on it.
    public var mayHaveActed: Bool {
        get { shared.fields.mayHaveActed }
        set { change { $0.mayHaveActed = newValue } }
    }

    /// A call of this intent was accepted.
    public var isAccepted: Bool {
        get { shared.fields.isAccepted }
        set { change { $0.isAccepted = newValue } }
    }

    public var isStuck: Bool {
        get { shared.fields.isStuck }
        set { change { $0.isStuck = newValue } }
    }

    public static func == (a: Intent, b: Intent) -> Bool {
        a.shared === b.shared || a.shared.fields == b.shared.fields
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(shared.fields) }
}

extension Intent {
    public init(from decoder: any Decoder) throws { self.init(try Fields(from: decoder)) }

    public func encode(to encoder: any Encoder) throws { try shared.fields.encode(to: encoder) }
}

extension Intent: CustomReflectable {
    public var customMirror: Mirror { Mirror(reflecting: shared.fields) }
}
