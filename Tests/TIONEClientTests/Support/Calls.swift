import TC3
import TIONE
import TIONEClient

let credential = Credential(
    secretID: "AKIDEXAMPLEEXAMPLEEXAMPLE", secretKey: "SECRETKEYSECRETKEYSECRETKEY", token: "TOKENTOKENTOKEN")
let done = #"{"Response":{"RequestId":"7d1f9b5e-1","Service":null}}"#
let timestamp: Int64 = 1_793_000_000

/// Runs a client against an endpoint and shuts it down afterwards.
func withClient<Result>(
    _ endpoint: String, timeout: Duration = .seconds(10), ca: String? = nil, proxy: ProxySettings = .none,
    maximumReplySize: Int = 150_000, _ body: (TIONEClient) async throws -> Result
) async throws -> Result {
    var configuration = TIONEClient.Configuration(endpoint: try APIEndpoint(endpoint), region: "ap-guangzhou")
    configuration.timeout = timeout
    configuration.caCertificateFile = ca
    configuration.proxy = proxy
    configuration.maximumReplySize = maximumReplySize
    let client = try TIONEClient(configuration: configuration)
    do {
        let result = try await body(client)
        await client.shutdown()
        return result
    } catch {
        await client.shutdown()
        throw error
    }
}

extension TIONEClient {
    func call(_ body: String = #"{"ServiceId":"ms-x-1","ServiceAction":"STOP"}"#) async -> CallResult {
        await call("ModifyModelService", body: Array(body.utf8), credential: credential, timestamp: timestamp)
    }
}

extension CallResult {
    /// The outcome in one word, for expectations.
    var kind: String {
        switch outcome {
        case .success: "success"
        case .apiError: "apiError"
        case .notSent: "notSent"
        case .unknown: "unknown"
        }
    }

    var reason: String {
        switch outcome {
        case .success: ""
        case .apiError(let error): error.description
        case .notSent(let reason), .unknown(let reason): reason
        }
    }
}
