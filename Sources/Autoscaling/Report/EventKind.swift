/// A kind of thing that happens, each with the `MESSAGE_ID` under which the journal catalog explains it.
///
/// An id never changes and is never used for another kind.
///
/// Source: sd-id128(3), systemd.journal-fields(7), "MESSAGE_ID=".
public enum EventKind: String, CaseIterable, Codable, Sendable {
    /// tided is ready.
    case ready
    /// tided is stopping.
    case stopping
    /// Configuration loaded.
    case configurationLoaded
    /// A configuration file is faulty.
    case configurationFaulty
    /// The last good content of a faulty file stays in force.
    case lastGoodInForce
    /// A reload changed what will happen to a service.
    case scheduleChanged
    /// A reload asks for another state than the service is in.
    case applyByHand
    /// A configuration loads, but hardly does what was meant.
    case configurationDoubtful
    /// Records can't be written.
    case storeNotDurable
    /// Records are durable again.
    case storeHealed
    /// The state file was damaged and is moved aside.
    case storeMovedAside
    /// Credentials found.
    case credentialsLoaded
    /// No usable credentials.
    case credentialsMissing
    /// The API refuses the key or this host.
    case credentialsRefused
    /// The API accepts the key again.
    case credentialsAccepted
    /// No call reaches the API.
    case apiUnreachable
    /// The API answers again.
    case apiReachable
    /// An event is due.
    case eventDue
    /// An event is excluded.
    case eventExcluded
    /// An event is skipped.
    case eventSkipped
    /// An event is too late for its StartingDeadlineSec=.
    case eventSkippedLate
    /// An event is held back by an operator.
    case eventHeld
    /// An event is superseded.
    case eventSuperseded
    /// An open event is dropped.
    case eventDropped
    /// An event in dry run.
    case eventDryRun
    /// Two events of a service fall in one instant.
    case eventTied
    /// A call is sent.
    case callSent
    /// The API accepted a call.
    case callAccepted
    /// A call failed and will be made again.
    case callFailed
    /// A call's outcome is unknown.
    case callOutcomeUnknown
    /// The API asks for fewer calls.
    case rateLowered
    /// The cloud has no capacity.
    case capacityShort
    /// The key may not change a service.
    case permissionDenied
    /// The account's balance does not suffice.
    case balanceShort
    /// An event failed for good.
    case eventFailed
    /// A service is still in a failed state.
    case eventStillFailed
    /// A service reached its target.
    case converged
    /// A service was in its target already.
    case alreadyThere
    /// A service does not reach its target.
    case stuck
    /// A guard rail holds a change back.
    case heldBack
    /// A guard rail changed a size.
    case clamped
    /// A manual change is left until the next event.
    case manualChangeAdopted
    /// A manual change is reverted.
    case manualChangeReverted
    /// An event turns a service's horizontal autoscaler off.
    case autoTurnedOff
    /// A service's status can't be told.
    case statusUnknown
    /// Services can't be observed.
    case observationFailing
    /// A service is not in the account.
    case serviceMissing
    /// TI-ONE schedules a service too.
    case twoSchedulers
    /// Another version of a service runs without a schedule.
    case otherVersionRunning
    /// Events are held.
    case holdBegun
    /// Events are no longer held.
    case holdEnded
    /// An operator's command.
    case commanded
    /// The host's clock is wrong.
    case clockWrong
    /// The host's clock is right again.
    case clockRight
    /// The host's clock was stepped.
    case clockStepped
    /// A watermark lay in the future.
    case watermarkPulledBack
    /// Time zone data changed.
    case zoneDataChanged
    /// Journal entries were discarded.
    case entriesLost

    /// 32 lower-case hexadecimal digits.
    public var messageID: String {
        switch self {
        case .ready: "f3c95789ace14954ac5d6baed2eac902"
        case .stopping: "cbf27734ac1045258b66402800e03d2c"
        case .configurationLoaded: "e0a3a91f23464c13bc27ed12b10877a9"
        case .configurationFaulty: "f1260ebc7d564b56b714dc919b27dbdf"
        case .lastGoodInForce: "6caf76a5703548ae8280ad3729a6f2e7"
        case .scheduleChanged: "3f0c9931918c40bf9670c342c6cce996"
        case .applyByHand: "004498f4b98747c18c9c26a813678d7a"
        case .configurationDoubtful: "0ecaf828e2f745538fcc69d79561a0d1"
        case .storeNotDurable: "73f80e52a36948b5a4414c46f147ecf9"
        case .storeHealed: "c1af446506f142fca1010f154a9f2968"
        case .storeMovedAside: "b459071afb8a4f9ebf72c46dca8fbe35"
        case .credentialsLoaded: "5a3c1fbdf9da4bf3a81696a68afe2312"
        case .credentialsMissing: "135d63cf1293424c802a2e8f96fc5ce8"
        case .credentialsRefused: "a4ea3938d4294c52810915b0875b0b21"
        case .credentialsAccepted: "bdfaef428c7d4431b331dab129ea3a7b"
        case .apiUnreachable: "14cc92d1598b473b8765093c661b2e64"
        case .apiReachable: "4d27b137aff749f0bf636de39e4dcdc4"
        case .eventDue: "4260ce86ca964d78ba569ee452a5d423"
        case .eventExcluded: "44e767f743bb4898ac59157196f119be"
        case .eventSkipped: "23cc390c935440e38e1f39485d23d1f3"
        case .eventSkippedLate: "4d1dd7de07c1437b95d0c57b811008b7"
        case .eventHeld: "bc2a3d1fad0c4bc8afcfe31d6e9e7a40"
        case .eventSuperseded: "06f3179fec434ae0a6e144cf0b4152c8"
        case .eventDropped: "c78165de8458420c88ba29b1f8223c08"
        case .eventDryRun: "7aa1caa066de4e968867119277832f1d"
        case .eventTied: "83f11b2d9bbc4685bcc3323c673940a8"
        case .callSent: "510adc2735aa450aad7af233a7ffb088"
        case .callAccepted: "d9a3ce9ecbc14674b12d1e51dd71029e"
        case .callFailed: "d4e9fa63331343f09fa057702e2677a6"
        case .callOutcomeUnknown: "65ae2ffda43641f3bdcb161ad81d3a39"
        case .rateLowered: "138b0edce0124388bda40df5317bbb14"
        case .capacityShort: "98067601e5374aeaaaa60f386a9bb2c4"
        case .permissionDenied: "7cefd5c563854768ae5deaa1ef2cd05a"
        case .balanceShort: "7b9ea66e083b4317b614c6aa1bfc22ea"
        case .eventFailed: "9200a15f69ff4a7baebdc582c1ca746a"
        case .eventStillFailed: "18c5fb11dedd44dcbb09000ac1286e4f"
        case .converged: "370325fc7dc247f19efc114008a8d6b1"
        case .alreadyThere: "2a8323407e9a42dd9d260d6e8e9a8013"
        case .stuck: "bc4b3fceffa34da6a48e90b3abc78239"
        case .heldBack: "52e200a0aefd4e418e4ef56377c3d00d"
        case .clamped: "673e8eb9d8b9479e83360d8b08f2c429"
        case .manualChangeAdopted: "801ea395f30649b39a85585462987f1a"
        case .manualChangeReverted: "16cb6ae495454468936c62aea2acfe1e"
        case .autoTurnedOff: "d757a0a7238c482296df7dfa02238784"
        case .statusUnknown: "aff0c3d03d4a4dcf8656a1258c37e876"
        case .observationFailing: "836939b18dd6416daf6f3225c28ec595"
        case .serviceMissing: "08c27691343e4436937b8ceff4c0b0a7"
        case .twoSchedulers: "01907a110ffb4296a3167aa570961e16"
        case .otherVersionRunning: "ad5c3ecc48d04936b7447754564c1708"
        case .holdBegun: "ce35844631ed4ac9a3ded197792ea85e"
        case .holdEnded: "f26dd23dbbcc44cbb817d46067f2ea6c"
        case .commanded: "eefd16acc7304506b412d93a37b783c4"
        case .clockWrong: "e53bdd6a5c744bfbb4caeb1645fc9448"
        case .clockRight: "0577d348ffa54d6187f979a15db606ec"
        case .clockStepped: "af75f5b201c14864916de1ee5b928b78"
        case .watermarkPulledBack: "63718a9493fb42649675eabe7f134005"
        case .zoneDataChanged: "be4489c804c34313a8457f74a8a0f3a2"
        case .entriesLost: "c617ec6837324306bc71aa2db327e56e"
        }
    }

    /// The level of an entry of this kind: `journalctl -p warning` is the list of what a person must look at.
    public var level: Level {
        switch self {
        case .credentialsRefused: .critical
        case .configurationFaulty, .storeNotDurable, .storeMovedAside, .credentialsMissing, .permissionDenied,
            .balanceShort, .eventFailed:
            .error
        case .lastGoodInForce, .configurationDoubtful, .apiUnreachable, .eventSkippedLate, .capacityShort,
            .eventStillFailed, .stuck,
            .heldBack, .statusUnknown, .observationFailing, .serviceMissing, .twoSchedulers,
            .otherVersionRunning, .clockWrong, .watermarkPulledBack, .entriesLost:
            .warning
        case .applyByHand, .storeHealed, .credentialsAccepted, .apiReachable, .eventSkipped, .eventHeld, .eventDropped,
            .eventTied,
            .callFailed, .callOutcomeUnknown, .rateLowered, .clamped, .manualChangeAdopted,
            .manualChangeReverted, .autoTurnedOff, .holdBegun, .holdEnded, .commanded, .clockRight,
            .clockStepped, .zoneDataChanged:
            .notice
        case .ready, .stopping, .configurationLoaded, .scheduleChanged, .credentialsLoaded, .eventDue,
            .eventExcluded, .eventSuperseded, .eventDryRun, .callSent, .callAccepted, .converged,
            .alreadyThere:
            .info
        }
    }

    /// Levels of syslog(3), which the journal's PRIORITY takes.
    public enum Level: Int, Comparable, Codable, Sendable {
        case critical = 2
        case error = 3
        case warning = 4
        case notice = 5
        case info = 6
        case debug = 7

        public static func < (a: Level, b: Level) -> Bool { a.rawValue < b.rawValue }
    }
}
