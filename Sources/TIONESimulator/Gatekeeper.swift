import CivilTime
import SimulatedCloud
import TC3
import TIONE

/// Checks what every request must have before its action is looked at: headers, clock, credential, signature.
///
/// - Source: the API's documents on common parameters and on common error codes.
struct Gatekeeper: Sendable {
    static let version = "2021-11-11"
    /// The largest body.
    static let bodyLimit = 10 << 20
    static let clockTolerance = Duration.seconds(300)

    var credential: Credential
    /// Regions that are served; empty: any.
    var regions: Set<String> = []

    /// The action that the request names, once all is in order.
    ///
    /// - Parameter now: by the clock that the server claims to have.
    func admit(_ request: ReceivedRequest, now: Instant) throws(CloudError) -> Action {
        guard request.method == "POST" else {
            throw CloudError(code: "UnsupportedProtocol", message: "Only POST is supported, not \(request.method).")
        }
        guard request.body.count <= Gatekeeper.bodyLimit else {
            throw CloudError(
                code: "RequestSizeLimitExceeded", message: "The body is over \(Gatekeeper.bodyLimit) bytes.")
        }
        let name = try required("X-TC-Action", of: request)
        let version = try required("X-TC-Version", of: request)
        let timestamp = try timestamp(of: request, now: now)
        try authenticate(request, timestamp: timestamp)

        let contentType = request.header("content-type") ?? ""
        guard contentType.lowercased().hasPrefix("application/json") else {
            throw CloudError(
                code: "InvalidRequest", message: "Content-Type must be application/json, not \(contentType).")
        }
        guard version == Gatekeeper.version else {
            throw CloudError(code: "NoSuchVersion", message: "The version `\(version)` does not exist.")
        }
        guard let action = Action(rawValue: name) else {
            throw CloudError(code: "InvalidAction", message: "The action `\(name)` does not exist.")
        }
        let region = try required("X-TC-Region", of: request)
        guard regions.isEmpty || regions.contains(region) else {
            throw CloudError(code: "UnsupportedRegion", message: "The region `\(region)` is not supported.")
        }
        return action
    }

    private func required(_ name: String, of request: ReceivedRequest) throws(CloudError) -> String {
        guard let value = request.header(name.lowercased()), !value.isEmpty else {
            throw CloudError(code: "MissingParameter", message: "The request lacks the header `\(name)`.")
        }
        return value
    }

    private func timestamp(of request: ReceivedRequest, now: Instant) throws(CloudError) -> Int64 {
        let text = try required("X-TC-Timestamp", of: request)
        guard let seconds = Int64(text) else {
            throw CloudError(code: "InvalidParameter", message: "`X-TC-Timestamp` must be UNIX time in seconds.")
        }
        let difference = Instant(secondsSince1970: seconds) - now
        guard difference <= Gatekeeper.clockTolerance, difference >= .zero - Gatekeeper.clockTolerance else {
            throw CloudError(
                code: "AuthFailure.SignatureExpire",
                message: "X-TC-Timestamp is \(difference.components.seconds) s off the server's clock, over 5 minutes.")
        }
        return seconds
    }

    private func authenticate(_ request: ReceivedRequest, timestamp: Int64) throws(CloudError) {
        guard let header = request.header("authorization"), !header.isEmpty else {
            throw CloudError(code: "AuthFailure.InvalidAuthorization", message: "The request lacks `Authorization`.")
        }
        do {
            let authorization = try Authorization(parsing: header)
            guard authorization.secretID == credential.secretID else {
                throw AuthorizationError.unknownSecretID(authorization.secretID)
            }
            guard request.header("x-tc-token") ?? "" == credential.token ?? "" else {
                throw CloudError(
                    code: "AuthFailure.TokenFailure", message: "X-TC-Token is not that of these credentials.")
            }
            try authorization.verify(
                with: credential, method: request.method, path: request.path, query: request.query,
                body: request.body, timestamp: timestamp, header: { request.header($0) })
        } catch let error as AuthorizationError {
            throw CloudError(code: Gatekeeper.code(of: error), message: "\(error)")
        } catch let error as CloudError {
            throw error
        } catch {
            throw CloudError(code: "AuthFailure.SignatureFailure", message: "\(error)")
        }
    }

    private static func code(of error: AuthorizationError) -> String {
        switch error {
        case .unsupportedAlgorithm, .malformed, .headerNotSigned: "AuthFailure.InvalidAuthorization"
        case .unknownSecretID: "AuthFailure.SecretIdNotFound"
        case .signedHeaderMissing, .wrongDate, .wrongService, .signatureMismatch: "AuthFailure.SignatureFailure"
        }
    }
}
