import TC3
import Testing

@Suite("Credentials")
struct CredentialTests {
    @Test("No way to print a credential shows its key or token")
    func printing() {
        let key = "kkkkkkkkSECRETkkkkkkkk"
        let token = "ttttttttTOKENtttttttt"
        let credential = Credential(secretID: "AKID2ZWeqhFWCEPyYngFb51yBMWXaSCrUZoL", secretKey: key, token: token)
        var dumped = ""
        dump(credential, to: &dumped)
        dump(Signer(credential: credential), to: &dumped)
        dump([credential: Optional(credential)], to: &dumped)
        var signer = Signer(credential: credential)
        let signature = signer.sign(host: "h", body: [], timestamp: 0)
        dump(signer, to: &dumped)
        for text in [
            "\(credential)", credential.debugDescription, String(reflecting: credential),
            String(describing: Optional(credential)),
            "\(signer)", String(reflecting: signer), "\(signature)", dumped,
        ] {
            #expect(!text.contains("SECRET"))
            #expect(!text.contains("TOKEN"))
            #expect(!text.contains("Hasher"), "the state of the derived key")
        }
        #expect("\(credential)" == "AKID…UZoL")
    }
}
