import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// What a transport's error says to an operator.
func sentence(for error: any Error) -> String {
    switch error {
    case let error as NIOConnectionError:
        guard !error.connectionErrors.isEmpty else { return "the name \(error.host) could not be resolved" }
        let reasons = error.connectionErrors.map { failure in
            (failure.error as? IOError).map(text(of:)) ?? sentence(for: failure.error)
        }
        return "no connection to \(error.host):\(error.port) (\(reasons.joined(separator: "; ")))"
    case let error as HTTPClientError:
        return sentence(for: error)
    case NIOSSLError.handshakeFailed(let reason):
        let text = "\(reason)"
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return
                "the TLS handshake failed: the server's certificate is not signed by a CA that is trusted here, or it "
                + "is not valid at this time"
        }
        return "the TLS handshake failed (\(withoutSourceFile(text)))"
    case NIOSSLError.uncleanShutdown:
        return "the connection was cut"
    case is NIOSSLExtraError:
        return "the server's certificate is for another host (\(error))"
    case let error as NewConnection.WrongName:
        return "the server's certificate is for another host than \(error.host)"
    case is HTTPParserError:
        return "the reply is not HTTP, or the connection was closed in the middle of it (\(error))"
    case let error as IOError:
        return "the connection failed (\(text(of: error)))"
    case is CancellationError:
        return "cancelled"
    case is Attempt.ReplyTooLarge:
        return "the reply is larger than this client reads"
    default:
        return "\(error)"
    }
}

private func text(of error: IOError) -> String { String(cString: strerror(error.errnoCode)) }

/// The library's errors name the line of its own source that they come from: `…OPENSSL_internal:REASON at FILE:LINE…`.
private func withoutSourceFile(_ text: String) -> String {
    let start = text.firstRange(of: "OPENSSL_internal:")?.upperBound ?? text.startIndex
    let end = text[start...].firstRange(of: " at ")?.lowerBound ?? text.endIndex
    return String(text[start..<end])
}

private func sentence(for error: HTTPClientError) -> String {
    switch error {
    case .deadlineExceeded, .readTimeout, .writeTimeout: "no answer in time"
    case .connectTimeout, .getConnectionFromPoolTimeout: "no connection in time"
    case .tlsHandshakeTimeout: "the TLS handshake did not end in time"
    case .httpProxyHandshakeTimeout, .socksHandshakeTimeout: "the proxy did not answer in time"
    case .invalidProxyResponse: "the proxy refused the connection"
    case .proxyAuthenticationRequired: "the proxy asks for a user name and password"
    case .remoteConnectionClosed: "the server closed the connection before it had answered"
    case .cancelled: "cancelled"
    case .alreadyShutdown: "the client is shut down"
    default: "\(error)"
    }
}
