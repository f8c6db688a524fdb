import TC3
import Testing

@Suite("Signing")
struct SignerTests {
    @Test("The official SDK's Authorization is reproduced", arguments: vectors)
    func vector(_ vector: Vector) {
        var signer = Signer(credential: Credential(secretID: vector.secretID, secretKey: vector.secretKey))
        let signature = signer.sign(host: vector.host, body: Array(vector.body.utf8), timestamp: vector.timestamp)
        #expect(signature.authorization == vector.authorization)
        #expect(signature.canonicalRequest.hasSuffix(vector.payloadSHA256))
    }

    @Test("A signer that stays across days derives a new key for each")
    func days() {
        let first = vectors[0]
        var kept = Signer(credential: Credential(secretID: first.secretID, secretKey: first.secretKey))
        for timestamp: Int64 in [0, 86_399, 86_400, 86_399, 1_700_149_213, 1_700_149_214] {
            var fresh = Signer(credential: kept.credential)
            let body = Array(first.body.utf8)
            #expect(
                kept.sign(host: first.host, body: body, timestamp: timestamp).authorization
                    == fresh.sign(host: first.host, body: body, timestamp: timestamp).authorization)
        }
        let again = kept.sign(host: first.host, body: Array(first.body.utf8), timestamp: first.timestamp)
        #expect(again.authorization == first.authorization)
    }

    @Test("A signer that stays across hosts and content types signs each as a fresh one does")
    func heads() {
        var kept = Signer(credential: Credential(secretID: "AKID", secretKey: "key"))
        for (host, contentType) in [("a", "x"), ("b", "x"), ("b", "y"), ("a", "x"), ("a", "x")] {
            var fresh = Signer(credential: kept.credential)
            let expected = fresh.sign(host: host, contentType: contentType, body: [1], timestamp: 0)
            let signature = kept.sign(host: host, contentType: contentType, body: [1], timestamp: 0)
            #expect(signature.authorization == expected.authorization)
            #expect(signature.canonicalRequest == expected.canonicalRequest)
        }
    }

    @Test("The steps are shown as they were hashed")
    func steps() {
        var signer = Signer(credential: Credential(secretID: "AKID", secretKey: "key"))
        let signature = signer.sign(host: "TIONE.example:8443", body: Array("{}".utf8), timestamp: 951_782_399)
        #expect(
            signature.canonicalRequest == """
                POST
                /

                content-type:application/json
                host:tione.example:8443

                content-type;host
                44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a
                """)
        #expect(signature.stringToSign.hasPrefix("TC3-HMAC-SHA256\n951782399\n2000-02-28/tione/tc3_request\n"))
        #expect(
            signature.authorization.hasPrefix(
                "TC3-HMAC-SHA256 Credential=AKID/2000-02-28/tione/tc3_request, SignedHeaders=content-type;host, Signature="
            ))
    }

    @Test(
        "The scope's date is the UTC date of the timestamp",
        arguments: [
            (0, "1970-01-01"), (-1, "1969-12-31"), (951_782_400, "2000-02-29"), (951_868_800, "2000-03-01"),
            (4_107_542_399, "2100-02-28"), (4_107_542_400, "2100-03-01"), (1_798_761_599, "2026-12-31"),
            (1_798_761_600, "2027-01-01"), (.max, "9999-12-31"),
        ] as [(Int64, String)])
    func date(timestamp: Int64, expected: String) {
        var signer = Signer(credential: Credential(secretID: "AKID", secretKey: "key"))
        let signature = signer.sign(host: "h", body: [], timestamp: timestamp)
        #expect(signature.authorization.contains("Credential=AKID/\(expected)/tione/tc3_request"))
    }
}
