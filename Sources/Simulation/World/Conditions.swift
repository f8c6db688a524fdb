import CivilTime

/// What holds just now in a world.
struct Conditions {
    var network: Faults.Network
    var crashInTurn: Double
    var slowestWrite: Duration
    var hidesDate: Bool

    var isOut = false
    var isThrottling = false
    var hasCredentials = true
    var refusesCredentials = false
    var leads = true
    var isBalanceShort = false
    /// Resource groups without room.
    var crowded: Set<Int> = []
    /// Services that the key may not change.
    var denied: Set<String> = []

    init(faults: Faults) {
        network = faults.network
        crashInTurn = faults.crashInTurn
        slowestWrite = faults.slowestWrite
        hidesDate = faults.hidesDate
    }

    /// Nothing goes wrong; whether the API sends its time is not a fault.
    func calmed() -> Conditions {
        var calm = Conditions(faults: .none)
        calm.hidesDate = hidesDate
        return calm
    }
}
