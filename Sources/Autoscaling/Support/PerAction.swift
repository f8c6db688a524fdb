import TIONE

/// A value for some of the actions, by place and not by name: it is asked for several times a turn.
struct PerAction<Value: Sendable>: Sendable {
    private var values: [Value?] = Action.allCases.map { _ in nil }

    subscript(action: Action) -> Value? {
        get { values[action.place] }
        _modify { yield &values[action.place] }
    }

    /// The actions that have a value.
    var actions: [Action] { Action.allCases.filter { self[$0] != nil } }
}
