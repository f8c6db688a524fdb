import TC3
import TIONE
import TIONEClient

/// A signed request as `tidectl api` shows it.
struct APIRequestShown {
    private let signed: SignedRequest
    private let headers: [(name: String, value: String)]
    private let body: String

    init(_ signed: SignedRequest, showSecrets: Bool) {
        self.signed = signed
        headers = signed.headers.map { name, value in
            (name, name == "X-TC-Token" && !showSecrets ? Redaction.mark : value)
        }
        body = String(decoding: signed.body, as: UTF8.self)
    }

    var members: [String: JSONValue] {
        [
            "method": .string("POST"),
            "url": .string(signed.endpoint.url),
            "headers": .object(Dictionary(headers.map { ($0.name, .string($0.value)) }) { $1 }),
            "body": .string(body),
            "canonicalRequest": .string(signed.signature.canonicalRequest),
            "stringToSign": .string(signed.signature.stringToSign),
            "curl": .string(signed.curlCommand),
            "tccli": signed.tccliCommand.map { .string($0) } ?? .null,
        ]
    }

    var json: JSONValue { .object(members) }

    /// The request as sent, then how it is signed, then the same call for other tools.
    var text: String {
        var sections = [
            (["POST \(signed.endpoint.url)"] + headers.map { "\($0.name): \($0.value)" } + ["", body]).joined(
                separator: "\n"),
            "Canonical request:\n\(signed.signature.canonicalRequest)",
            "String to sign:\n\(signed.signature.stringToSign)",
            "With curl, for the next 5 minutes:\n\(signed.curlCommand)",
        ]
        if let tccli = signed.tccliCommand { sections.append("With tccli:\n\(tccli)") }
        return sections.joined(separator: "\n\n")
    }
}
