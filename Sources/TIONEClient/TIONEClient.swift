import AsyncHTTPClient
import CivilTime
import Dispatch
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization
public import TC3
public import TIONE

/// The TI-ONE API over HTTPS: one signed attempt a call.
///
/// It never retries, never queues and never follows a redirect: order, rate and backoff belong to its caller.
/// Connections are HTTP/1.1, kept alive and used again; there are as many as calls at one time.
public final class TIONEClient: Sendable {
    public struct Configuration: Sendable {
        public var endpoint: APIEndpoint
        public var region: String?
        /// A PEM file with the certificates of the CAs to trust in place of the system's.
        public var caCertificateFile: String?
        /// From the call to the end of the reply, connecting included. The attempt's connection is closed then.
        public var timeout: Duration = .seconds(10)
        /// A longer reply ends the attempt with an unknown outcome.
        public var maximumReplySize = 16 << 20
        public var proxy: ProxySettings = .none
        /// Of the API's error messages: `en-US` or `zh-CN`.
        public var language = "en-US"

        public init(endpoint: APIEndpoint, region: String?) {
            self.endpoint = endpoint
            self.region = region
        }
    }

    /// Far above what a rate limit lets through, so that no call ever waits for another's connection.
    private static let maximumConnections = 4096

    public let configuration: Configuration
    /// The one on which everything happens, so that what a closed connection meant is known before its call returns.
    private let loop: any EventLoop
    private let http: HTTPClient
    private let template: HTTPClient.Request
    private let signer = Mutex<Signer?>(nil)

    /// - Throws: ``ClientConfigurationError`` where the CA file can't be used.
    public init(configuration: Configuration) throws(ClientConfigurationError) {
        self.configuration = configuration
        var settings = HTTPClient.Configuration(
            tlsConfiguration: try Self.tlsConfiguration(caCertificateFile: configuration.caCertificateFile),
            redirectConfiguration: .disallow,
            timeout: .init(connect: .nanoseconds(configuration.timeout.nanoseconds)),
            connectionPool: .init(
                // Below the 60 s and more for which gateways keep an idle connection, so that a call rarely meets one
                // that has just been closed.
                idleTimeout: .seconds(30),
                concurrentHTTP1ConnectionsPerHostSoftLimit: Self.maximumConnections),
            proxy: configuration.proxy.proxy(for: configuration.endpoint)?.configuration,
            decompression: .disabled)
        settings.connectionPool.retryConnectionEstablishment = false
        settings.httpVersion = .http1Only
        let endpoint = configuration.endpoint
        settings.http1_1ConnectionDebugInitializer = { NewConnection.prepare($0, for: endpoint) }
        do {
            template = try HTTPClient.Request(url: configuration.endpoint.url, method: .POST)
        } catch {
            throw .unusableURL(configuration.endpoint.url, reason: "\(error)")
        }
        loop = MultiThreadedEventLoopGroup.singleton.next()
        http = HTTPClient(eventLoopGroupProvider: .shared(loop), configuration: settings)
    }

    deinit {
        // async-http-client takes it for a mistake of the program not to be shut down.
        http.shutdown(queue: DispatchQueue(label: "shutdown")) { _ in }
    }

    /// Makes one attempt at one call. Cancelling the task closes the attempt's connection at once.
    ///
    /// - Parameters:
    ///   - body: the JSON of the request.
    ///   - timestamp: UNIX time in seconds, by the server's clock as well as it is known.
    public func call(
        _ action: String, body: [UInt8], credential: Credential, timestamp: Int64
    ) async -> CallResult {
        await send(sign(action, body: body, credential: credential, timestamp: timestamp))
    }

    /// As ``call(_:body:credential:timestamp:)``, and reads the reply.
    ///
    /// - Parameter unread: collects the fields that were there and could not be read.
    /// - Returns: what came of it, and the content of a successful reply or why it is not of this type; nil where the
    ///   call did not succeed.
    public func call<Content: Decodable & Sendable>(
        _ action: String, body: [UInt8], credential: Credential, timestamp: Int64, as type: Content.Type = Content.self,
        unread: UnreadFields? = nil
    ) async -> (result: CallResult, content: Result<Content, any Error>?) {
        await send(sign(action, body: body, credential: credential, timestamp: timestamp), as: type, unread: unread)
    }

    /// The request that ``call(_:body:credential:timestamp:)`` sends.
    public func sign(_ action: String, body: [UInt8], credential: Credential, timestamp: Int64) -> SignedRequest {
        signer.withLock { kept in
            var signer =
                kept?.credential == credential ? kept ?? Signer(credential: credential) : Signer(credential: credential)
            defer { kept = signer }
            return SignedRequest(
                endpoint: configuration.endpoint, region: configuration.region, action: action, body: body,
                timestamp: timestamp, language: configuration.language, signer: &signer)
        }
    }

    /// Sends a signed request, once.
    public func send(_ signed: SignedRequest) async -> CallResult {
        await send(signed, as: NoContent.self, unread: nil).result
    }

    private func send<Content: Decodable & Sendable>(
        _ signed: SignedRequest, as type: Content.Type, unread: UnreadFields?
    ) async -> (result: CallResult, content: Result<Content, any Error>?) {
        let startedAt = MonotonicInstant.now()
        var request = template
        request.headers = HTTPHeaders(signed.headers.map { ($0.name, $0.value) })
        request.body = .bytes(signed.body)
        let attempt = Attempt(maximumReplySize: configuration.maximumReplySize)
        let task = http.execute(
            request: request, delegate: attempt, eventLoop: .delegate(on: loop),
            deadline: .now() + .nanoseconds(configuration.timeout.nanoseconds))
        let failure: (any Error)? = await withTaskCancellationHandler {
            do {
                try await task.futureResult.get()
                return nil
            } catch {
                return error
            }
        } onCancel: {
            task.cancel()
        }
        let record = attempt.record
        let isReply = failure == nil && record.head?.status == .ok
        let reply = isReply ? try? Reply<Content>(reading: record.reply, unread: unread) : nil
        let result = CallResult(
            action: signed.action, startedAt: startedAt, record: record, failure: failure, envelope: reply?.envelope)
        return (result, reply?.content)
    }

    /// Closes every connection; calls under way end as cancelled.
    public func shutdown() async {
        await http.close()
    }

    private static func tlsConfiguration(
        caCertificateFile: String?
    ) throws(ClientConfigurationError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        tls.certificateVerification = .fullVerification
        guard let caCertificateFile else { return tls }
        do {
            let certificates = try NIOSSLCertificate.fromPEMFile(caCertificateFile)
            guard !certificates.isEmpty else {
                throw ClientConfigurationError.caCertificates(caCertificateFile, reason: "it holds no certificate")
            }
            tls.trustRoots = .certificates(certificates)
        } catch let error as ClientConfigurationError {
            throw error
        } catch {
            throw .caCertificates(caCertificateFile, reason: "\(error)")
        }
        return tls
    }
}

extension TIONEClient: CustomStringConvertible, CustomReflectable {
    public var description: String { "TIONEClient(\(configuration.endpoint))" }

    /// Without the signer and the connections, which hold secrets.
    public var customMirror: Mirror { Mirror(self, children: ["configuration": configuration]) }
}

/// Settings with which no client can be made.
public enum ClientConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    case caCertificates(String, reason: String)
    case unusableURL(String, reason: String)

    public var description: String {
        switch self {
        case .caCertificates(let path, let reason):
            "CACertificateFile=\(path) can't be used: \(reason); a readable file of PEM certificates is needed"
        case .unusableURL(let url, let reason):
            "the endpoint \(url) can't be used: \(reason)"
        }
    }
}
