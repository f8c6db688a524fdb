import TC3
import TIONEClient
import Testing

@Suite("Command lines for other tools")
struct CommandLineTests {
    private func signed(_ body: String, token: String? = nil) throws -> SignedRequest {
        var signer = Signer(credential: Credential(secretID: "AKID", secretKey: "SECRET", token: token))
        return SignedRequest(
            endpoint: try APIEndpoint("https://tione.tencentcloudapi.com"), region: "ap-guangzhou",
            action: "ModifyModelService", body: Array(body.utf8), timestamp: timestamp, language: "en-US",
            signer: &signer)
    }

    @Test("curl gets the headers and the body, and the token only from the environment")
    func curl() throws {
        let request = try signed(#"{"ServiceDescription":"it's \"quoted\" $HOME"}"#, token: "TOKEN")
        let line = request.curlCommand
        #expect(line.hasPrefix("curl --silent --show-error https://tione.tencentcloudapi.com/ \\\n"))
        #expect(line.contains("--header 'Authorization: \(request.signature.authorization)'"))
        #expect(line.contains(#"--header "X-TC-Token: $TENCENTCLOUD_TOKEN""#))
        #expect(line.hasSuffix(#"--data-binary '{"ServiceDescription":"it'\''s \"quoted\" $HOME"}'"#))
        #expect(!line.contains("SECRET") && !line.contains(" TOKEN"))
    }

    @Test("tccli gets each field as an option, objects as JSON")
    func tccli() throws {
        let request = try signed(
            #"{"ServiceId":"ms-x-1","HorizontalPodAutoscaler":{"MinReplicas":1},"LogEnable":false,"Replicas":2}"#)
        #expect(
            request.tccliCommand == #"""
                tccli tione ModifyModelService --version 2021-11-11 \
                    --region ap-guangzhou \
                    --endpoint tione.tencentcloudapi.com \
                    --HorizontalPodAutoscaler '{"MinReplicas":1}' \
                    --LogEnable false \
                    --Replicas 2 \
                    --ServiceId ms-x-1
                """#)
        #expect(try signed("[]").tccliCommand == nil)
    }

    @Test("The command that makes a call again quotes its body")
    func again() {
        #expect(
            SignedRequest.tidectlCommand(action: "DescribeModelService", body: #"{"ServiceId":"ms-x-1"}"#)
                == #"tidectl api DescribeModelService --body '{"ServiceId":"ms-x-1"}'"#)
    }
}
