import Autoscaling
import CivilTime

/// What stands in the agenda: small, for the heap moves them about.
enum Happening {
    // On the host; while it is suspended they wait.
    /// The number tells a timer that was armed anew since.
    case wallTimer(Int)
    case bootTimer(Int)
    /// The client's part of a call ends.
    case ends(wire: Int)
    /// The write to the disk ends, in this life of the daemon.
    case written(life: Int)
    case starts
    case neighbourAsks
    /// The neighbour's part of a call ends.
    case neighbourEnds(LoanID)

    // At the server
    case arrives(wire: Int)
    case acts(wire: Int)
    case neighbourArrives(LoanID)

    // In the world
    case begins(disturbance: Int)
    case isOver(disturbance: Int)
    case quiet
    case check(slack: Duration)

    var isOnHost: Bool {
        switch self {
        case .wallTimer, .bootTimer, .ends, .written, .starts, .neighbourAsks, .neighbourEnds: true
        case .arrives, .acts, .neighbourArrives, .begins, .isOver, .quiet, .check: false
        }
    }
}

/// What befalls the world at some point, for some time.
struct Disturbance {
    enum Kind {
        case crash
        case reboot
        case suspend
        case clockStep(Duration)
        case diskFull
        case outage
        case capacityShortage(resourceGroup: Int)
        case throttling
        case credentialsRefused
        case credentialsMissing
        case permissionDenied(serviceId: String)
        case balanceShort
        case leadershipLost
        case command(Command)
        case reload
        case consoleChange
        case serviceLost(serviceId: String)
    }

    var kind: Kind
    var at: Instant
    /// How long it lasts; of no meaning for what happens at once.
    var lasting: Duration
}
