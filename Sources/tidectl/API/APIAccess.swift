import CivilTime
import Control
import FoundationEssentials
import Glibc
import TC3
import TIONE
import TIONEClient

/// Calls to the API by the caller's own key, within the rate that the account's programs share: a daemon that answers
/// lends a slot of its own limiter for each.
actor APIAccess {
    private let client: TIONEClient
    private let credential: Credential
    /// nil once the daemon has turned out not to lend.
    private var controlSocket: String?
    /// By action, where no daemon lends.
    private var limiters: [Action: RateLimiter] = [:]
    private let rateLimit: Int

    init(client: TIONEClient, credential: Credential, controlSocket: String, rateLimit: Int) {
        self.client = client
        self.credential = credential
        self.controlSocket = controlSocket
        self.rateLimit = rateLimit
    }

    func shutdown() async { await client.shutdown() }

    /// Makes a call. One that was refused for its rate is made again; one that only asks, after any fault
    /// that passes by itself.
    ///
    /// - Parameter unread: collects the fields of the reply that could not be read.
    /// - Throws: ``APIFailure``.
    nonisolated func call<Request: APIRequest>(
        _ request: Request, unread: UnreadFields? = nil
    ) async throws -> Request.Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = try Array(encoder.encode(request))
        var attempts = 0
        while true {
            attempts += 1
            let (result, content) = try await attempt(Request.action, body, as: Request.Response.self, unread)
            switch content {
            case .success(let content): return content
            case .failure(let error):
                throw APIFailure(
                    action: Request.action, outcome: .unknown(reason: "the reply can't be read: \(error)"))
            case nil: break
            }
            let errorClass = ErrorClass(result.outcome)
            let mayRepeat =
                errorClass == .throttled || errorClass == .transient && Request.action != .modifyModelService
            guard mayRepeat, attempts < Self.mostAttempts else {
                throw APIFailure(action: Request.action, outcome: result.outcome)
            }
            try await Task.sleep(for: .seconds(attempts))
        }
    }

    private static let mostAttempts = 4

    private func attempt<Content: APIResponse>(
        _ action: Action, _ body: [UInt8], as type: Content.Type, _ unread: UnreadFields?
    ) async throws -> (CallResult, Result<Content, any Error>?) {
        let slot = try await slot(for: action)
        let (result, content) = await client.call(
            action.rawValue, body: body, credential: credential, timestamp: Int64(time(nil)), as: type, unread: unread)
        withExtendedLifetime(slot) {}
        limiters[action]?.ended(at: result.endedAt)
        return (result, content)
    }

    /// Waits until a call may be made.
    private func slot(for action: Action) async throws -> LentSlot? {
        if let path = controlSocket {
            do {
                return try await LentSlot.borrow(action.rawValue, at: path)
            } catch let error as ControlError {
                // Nobody there, or nobody who lends to this user: what is left is to be modest.
                if controlSocket != nil, error.status != .notRunning {
                    printToStandardError("tidectl: calls go beside the daemon's limiter: \(error.message)")
                }
                controlSocket = nil
            }
        }
        while true {
            let free = admit(action)
            if free <= .now() { return nil }
            try await Task.sleep(for: max(free - .now(), .milliseconds(1)))
        }
    }

    /// - Returns: when to ask again; a time that is past where a call may be made.
    private func admit(_ action: Action) -> MonotonicInstant {
        let now = MonotonicInstant.now()
        var limiter = limiters[action] ?? RateLimiter(limit: max(1, rateLimit / 2), startedAt: now + .seconds(-2))
        defer { limiters[action] = limiter }
        if limiter.admit(at: now) { return now }
        return max(limiter.nextFree(at: now) ?? now, now + .milliseconds(1))
    }
}

/// A call that did not do what was asked.
struct APIFailure: Error, CustomStringConvertible {
    var action: Action
    var outcome: CallResult.Outcome

    var code: String? {
        if case .apiError(let error) = outcome { error.code } else { nil }
    }

    /// Whether the API says that there is no such thing.
    var isNotFound: Bool { code.map { $0 == "ResourceNotFound" || $0.hasPrefix("ResourceNotFound.") } ?? false }

    /// Whether this key may not make this call, while others may well be allowed.
    var isForbidden: Bool {
        if case .apiError(let error) = outcome { error.errorClass == .permission } else { false }
    }

    /// Whether the call may have had an effect all the same.
    var mayHaveActed: Bool {
        if case .unknown = outcome { true } else { false }
    }

    var description: String {
        switch outcome {
        case .success: "\(action.rawValue) succeeded"
        case .notSent(let reason): "\(action.rawValue) was not sent: \(reason)"
        case .unknown(let reason): "\(action.rawValue): \(reason)"
        case .apiError(let error):
            "\(action.rawValue): \(error)"
                + (KnownError.nearest(to: error.code).map { "\n  \($0.meaning). \($0.advice)" } ?? "")
        }
    }
}
