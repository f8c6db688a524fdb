import TIONE

/// The versions of one model service.
struct SimulatedGroup: Sendable {
    let id: String
    /// Indices of its services.
    var members: [Int]
    /// As a Describe shows it now; nil where that has to be made anew.
    var view: ServiceGroup?

    init(id: String, members: [Int]) {
        self.id = id
        self.members = members
    }

    mutating func forgetView() {
        // A change of many services in a row finds nothing to forget.
        if view != nil { view = nil }
    }
}
