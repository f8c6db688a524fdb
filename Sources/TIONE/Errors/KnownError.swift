/// One error code of the API: what it says, what the daemon does about it, what the operator should do.
public struct KnownError: Hashable, Codable, Sendable {
    public let code: String
    public let errorClass: ErrorClass
    /// What the code says, as a clause without a full stop.
    public let meaning: String
    /// What the operator should do, as a sentence.
    public let advice: String
    /// What the daemon does, as a clause whose subject is the daemon.
    public let treatment: String

    init(_ code: String, _ errorClass: ErrorClass, _ meaning: String, advice: String, treatment: String? = nil) {
        self.code = code
        self.errorClass = errorClass
        self.meaning = meaning
        self.advice = advice
        self.treatment = treatment ?? errorClass.treatment
    }
}

extension KnownError {
    /// Every code of the action's reference and of the reference common to all actions, in alphabetical order.
    public static let all: [KnownError] = (common + ofTheAction).sorted { $0.code < $1.code }

    private static let byCode: [String: KnownError] = Dictionary(all.map { ($0.code, $0) }) { first, _ in first }

    /// The entry of exactly this code.
    public static func named(_ code: String) -> KnownError? { byCode[code] }

    /// The entry that judges a code: its own, else that of its nearest listed parent. For `A.B.C` those are `A.B.C`,
    /// `A.B` and `A`, in this order.
    public static func nearest(to code: String) -> KnownError? {
        var name = code[...]
        while true {
            if let found = byCode[String(name)] { return found }
            guard let dot = name.lastIndex(of: ".") else { return nil }
            name = name[..<dot]
        }
    }
}
