import TC3
import Testing

@Suite("Verifying")
struct AuthorizationTests {
    @Test("The official SDK's requests are accepted", arguments: vectors)
    func vector(_ vector: Vector) throws {
        try Request(vector).verify()
    }

    @Test(
        "A request with further signed headers is accepted, its values trimmed and in any case",
        arguments: [
            "content-type;host;x-tc-action",
            "host;x-tc-action;content-type",
        ])
    func furtherHeaders(list: String) throws {
        // Computed with Python's hmac over the canonical request that the API's documentation prescribes.
        var request = Request(
            credential: Credential(secretID: "AKIDEXAMPLE", secretKey: "0123456789abcdef"),
            headers: [
                "content-type": "application/json; charset=utf-8", "host": "tione.tencentcloudapi.com",
                "x-tc-action": " ModifyModelService ",
            ],
            body: #"{"ServiceId":"ms-测试-1"}"#, timestamp: 1_700_149_213)
        request.authorization =
            "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE/2023-11-16/tione/tc3_request, SignedHeaders=\(list), "
            + "Signature=d3b34a23a5bf776f509c3630e7d6337bbcdea333d48d05a39b1ce397f0621e30"
        try request.verify()
    }

    @Test("What was changed after signing is found", arguments: Change.allCases)
    func changed(_ change: Change) {
        var request = Request(vectors[0])
        change.apply(to: &request)
        #expect(throws: change.expected) { try request.verify() }
    }

    enum Change: CaseIterable {
        case body, host, contentTypeAbsent, key, secretID, signature, yesterday, product

        func apply(to request: inout Request) {
            let credential = request.credential
            switch self {
            case .body: request.body += " "
            case .host: request.headers["host"] = "other.tencentcloudapi.com"
            case .contentTypeAbsent: request.headers["content-type"] = nil
            case .key: request.credential = Credential(secretID: credential.secretID, secretKey: "wrong")
            case .secretID: request.credential = Credential(secretID: "AKIDother", secretKey: credential.secretKey)
            case .signature:
                request.authorization.removeLast()
                request.authorization += "0"
            case .yesterday: request.timestamp -= 86_400
            case .product: request.service = "cvm"
            }
        }

        var expected: AuthorizationError {
            switch self {
            case .body, .host, .key, .signature: .signatureMismatch
            case .contentTypeAbsent: .signedHeaderMissing("content-type")
            case .secretID: .unknownSecretID(vectors[0].secretID)
            case .yesterday: .wrongDate(scope: "2023-11-16", timestamp: "2023-11-15")
            case .product: .wrongService("tione", expected: "cvm")
            }
        }
    }

    @Test(
        "A header that is not one is refused with its reason",
        arguments: [
            ("", .malformed("no parameters")),
            ("TC3-HMAC-SHA256", .malformed("no parameters")),
            ("TC3-HMAC-SHA1 Credential=a", .unsupportedAlgorithm("TC3-HMAC-SHA1")),
            ("TC3-HMAC-SHA256 Credential", .malformed("\"Credential\" has no value")),
            ("TC3-HMAC-SHA256 Credential=a,Credential=b", .malformed("Credential is given twice")),
            ("TC3-HMAC-SHA256 SignedHeaders=host, Signature=00", .malformed("Credential is missing")),
            ("TC3-HMAC-SHA256 Credential=a, Signature=00", .malformed("SignedHeaders is missing")),
            ("TC3-HMAC-SHA256 Credential=a, SignedHeaders=host", .malformed("Signature is missing")),
            (
                "TC3-HMAC-SHA256 Credential=a/tione/tc3_request, SignedHeaders=host, Signature=00",
                .malformed("Credential is not ID/DATE/SERVICE/tc3_request")
            ),
            (
                "TC3-HMAC-SHA256 Credential=a/2023-11-16/tione/tc3_request, SignedHeaders=host, Signature=0g",
                .malformed("Signature is not 64 hexadecimal digits in lower case")
            ),
            (
                "TC3-HMAC-SHA256 Credential=a/2023-11-16/tione/tc3_request, SignedHeaders=host, Signature="
                    + String(repeating: "0", count: 64),
                .headerNotSigned("content-type")
            ),
            (
                "TC3-HMAC-SHA256 Credential=a/2023-11-16/tione/tc3_request, SignedHeaders=content-type, Signature="
                    + String(repeating: "0", count: 64),
                .headerNotSigned("host")
            ),
        ] as [(String, AuthorizationError)])
    func malformed(header: String, expected: AuthorizationError) {
        #expect(throws: expected) { try Authorization(parsing: header) }
    }
}

struct Request {
    var credential: Credential
    var headers: [String: String]
    var body: String
    var timestamp: Int64
    var service = "tione"
    var authorization = ""

    func verify() throws(AuthorizationError) {
        try Authorization(parsing: authorization).verify(
            with: credential, body: Array(body.utf8), timestamp: timestamp, service: service
        ) { headers[$0] }
    }
}

extension Request {
    init(_ vector: Vector) {
        self.init(
            credential: Credential(secretID: vector.secretID, secretKey: vector.secretKey),
            headers: ["content-type": "application/json", "host": vector.host],
            body: vector.body, timestamp: vector.timestamp, authorization: vector.authorization)
    }
}
