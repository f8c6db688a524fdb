import Autoscaling
import Control
import Glibc
import Systemd

/// Who is at the other end of a connection, and what they may do.
struct ControlPeer: Sendable {
    var actor: Actor
    var mayRead: Bool
    var mayChange: Bool
}

/// The rule of rights: root and the group `tide` read, root and `OperatorGroup=` change. On a socket that the daemon
/// made itself its own user may do both, so that one can run it by hand.
struct ControlRights: Sendable {
    static let readersGroup = "tide"

    /// `OperatorGroup=`
    var operatorGroup: String?
    /// nil on a socket that systemd passed.
    var ownUser: UInt32?

    /// It asks the host's user database, which may block.
    func peer(_ credentials: PeerCredentials) -> ControlPeer {
        func isMember(_ group: String) -> Bool { AccountNames.groupID(named: group).map(credentials.isMember) ?? false }
        let mayChange =
            credentials.userID == 0 || credentials.userID == ownUser || operatorGroup.map(isMember) ?? false
        return ControlPeer(
            actor: Actor(
                uid: credentials.userID, name: AccountNames.userName(id: credentials.userID) ?? ""),
            mayRead: mayChange || isMember(Self.readersGroup), mayChange: mayChange)
    }

    /// Why `peer` is not given what `verb` asks for; nil where it is.
    func refusal(of verb: ControlVerb, to peer: ControlPeer) -> ControlError? {
        if verb.isReadOnly {
            if peer.mayRead { return nil }
            return ControlError(
                .refused, "\(peer.actor) may not read: root and members of the group \(Self.readersGroup) may")
        }
        if peer.mayChange { return nil }
        let group = operatorGroup.map { "root and members of the group \($0) may" }
        return ControlError(
            .refused,
            "\(peer.actor) may not change anything: \(group ?? "root alone may, for OperatorGroup= is not set")")
    }
}
