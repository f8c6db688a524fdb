import AsyncHTTPClient
import CivilTime
import FoundationEssentials
import NIOCore
import NIOHTTP1
import TC3

/// The metadata service of a Tencent Cloud CVM, reached without TLS on the machine's own virtual network.
///
/// - Source: the product's documentation of instance roles: `GET …/ROLE` gives TmpSecretId, TmpSecretKey, Token,
///   ExpiredTime (UNIX seconds) and Code; `GET …/` gives the role's name.
public struct MetadataService: Sendable {
    public static let standardURL = "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials"

    let url: String
    let role: String?

    private struct Answer: Decodable {
        var id: String?
        var key: String?
        var token: String?
        var expires: Int64?
        var code: String?

        enum CodingKeys: String, CodingKey {
            case id = "TmpSecretId"
            case key = "TmpSecretKey"
            case token = "Token"
            case expires = "ExpiredTime"
            case code = "Code"
        }
    }

    func credential() async throws(CredentialLoadError) -> LoadedCredential {
        // A client of its own, used once every few hours: no proxy, no connection kept.
        var settings = HTTPClient.Configuration(redirectConfiguration: .disallow)
        settings.connectionPool.retryConnectionEstablishment = false
        let http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
        let result: Result<LoadedCredential, CredentialLoadError>
        do throws(CredentialLoadError) {
            result = .success(try await credential(by: http))
        } catch {
            result = .failure(error)
        }
        await http.close()
        return try result.get()
    }

    private func credential(by http: HTTPClient) async throws(CredentialLoadError) -> LoadedCredential {
        var role = role
        if role == nil {
            let list = String(decoding: try await get("", by: http), as: UTF8.self)
            role = list.split(whereSeparator: \.isWhitespace).first.map(String.init)
        }
        guard let role, !role.isEmpty else { throw .metadata(reason: "the machine has no role") }
        // A role's name: letters, digits and + = , . @ _ -
        guard role.isPrintableToken, !role.contains(where: { "/?#%".contains($0) }) else {
            throw .metadata(reason: "\"\(role)\" is no name of a role")
        }
        let body = try await get(role, by: http)
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(body)) else {
            throw .metadata(reason: "its answer for the role \(role) is not the JSON of credentials")
        }
        if let code = answer.code, code != "Success" {
            throw .metadata(reason: "it answers \"\(code)\" for the role \(role)")
        }
        guard let id = answer.id, let key = answer.key, let token = answer.token,
            let expires = answer.expires, [id, key, token].allSatisfy(\.isPrintableToken)
        else { throw .metadata(reason: "its answer for the role \(role) lacks a part") }
        return LoadedCredential(
            credential: Credential(secretID: id, secretKey: key, token: token), origin: .cvmRole(role),
            expires: Instant(secondsSince1970: expires))
    }

    private func get(_ path: String, by http: HTTPClient) async throws(CredentialLoadError) -> [UInt8] {
        do {
            let request = try HTTPClient.Request(url: "\(url)/\(path)")
            let response = try await http.execute(
                request: request, delegate: ResponseAccumulator(request: request, maxBodySize: 64 << 10),
                deadline: .now() + .seconds(3)
            ).get()
            guard response.status == .ok else {
                throw CredentialLoadError.metadata(
                    reason: "HTTP status \(response.status.code) for \(url)/\(path)")
            }
            return response.body.map { Array($0.readableBytesView) } ?? []
        } catch let error as CredentialLoadError {
            throw error
        } catch {
            throw .metadata(reason: sentence(for: error))
        }
    }
}
