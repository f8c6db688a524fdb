import CivilTime
import Glibc
import TIONE
import TIONEClient

/// What came of a call as `tidectl api` shows it.
struct APIReplyShown {
    private let result: CallResult
    /// The reply, redacted; nil where none came.
    let body: JSONValue?

    init(_ result: CallResult, showSecrets: Bool) {
        self.result = result
        body =
            switch result.outcome {
            case .success, .apiError:
                showSecrets
                    ? try? JSONValue(parsing: result.reply) : Redaction.reply(result.reply, action: result.action)
            case .notSent, .unknown: nil
            }
    }

    var members: [String: JSONValue] {
        var error: JSONValue = .null
        if let errorClass = ErrorClass(result.outcome) {
            var members: [String: JSONValue] = ["class": .string(errorClass.rawValue)]
            switch result.outcome {
            case .success: break
            case .apiError(let error):
                members["code"] = .string(error.code)
                members["message"] = .string(error.message)
            case .notSent(let reason), .unknown(let reason):
                members["message"] = .string(reason)
            }
            error = .object(members)
        }
        return [
            "status": result.httpStatus.map { .integer(Int64($0)) } ?? .null,
            "requestId": result.requestID.map { .string($0) } ?? .null,
            "seconds": result.roundTrip.map { .number(Double($0.nanoseconds) / 1e9) } ?? .null,
            "reply": body ?? .null,
            "error": error,
        ]
    }

    /// What went wrong and what to do about it; nil where the API did what was asked.
    var failure: String? {
        switch result.outcome {
        case .success: return nil
        case .notSent(let reason): return "nothing was sent: \(reason)"
        case .unknown(let reason):
            return "\(reason); the API may have acted or not" + (result.requestID.map { " (RequestId \($0))" } ?? "")
        case .apiError(let error):
            let known = KnownError.nearest(to: error.code)
            return [error.description, known.map { "\($0.meaning). \($0.advice)" }, clockAdvice(error)]
                .compactMap { $0 }.joined(separator: "\n  ")
        }
    }

    private func clockAdvice(_ error: APIError) -> String? {
        guard error.code == "AuthFailure.SignatureExpire", let clock = result.serverClock else { return nil }
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let local = Instant(nanosecondsSince1970: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
        let offset = clock.offset(ofLocalTime: local, at: .now()).components.seconds
        // The server's Date is in whole seconds.
        guard offset.magnitude > 2 else { return nil }
        return "This machine's clock is \(offset.magnitude) s \(offset < 0 ? "ahead of" : "behind") the API's."
    }
}
