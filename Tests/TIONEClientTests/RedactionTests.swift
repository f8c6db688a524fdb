import TIONE
import TIONEClient
import Testing

@Suite("Redaction")
struct RedactionTests {
    @Test(
        "What is the customer's goes out of a request, the rest stays",
        arguments: [
            (
                #"{"ServiceId":"ms-x-1","ServiceAction":"SCALE","ScaleMode":"MANUAL","Replicas":8}"#,
                #"{"Replicas":8,"ScaleMode":"MANUAL","ServiceAction":"SCALE","ServiceId":"ms-x-1"}"#
            ),
            (
                #"{"ServiceId":"ms-x-1","Env":[{"Name":"A","Value":"s3cret"}],"Command":"run s3cret","#
                    + #""CommandBase64":"czNjcmV0","Future":{"X":"s3cret"}}"#,
                #"{"Command":"[redacted]","CommandBase64":"[redacted]","Env":[{"Name":"A","Value":"[redacted]"}],"#
                    + #""Future":"[redacted]","ServiceId":"ms-x-1"}"#
            ),
            (
                #"{"ServiceId":"ms-x-1","HorizontalPodAutoscaler":{"MinReplicas":1,"MaxReplicas":9,"#
                    + #""HpaMetrics":[{"Name":"gpu-util","Value":60,"New":"s3cret"}]},"Env":null}"#,
                #"{"Env":null,"HorizontalPodAutoscaler":{"HpaMetrics":[{"Name":"gpu-util","New":"[redacted]","Value":60}],"#
                    + #""MaxReplicas":9,"MinReplicas":1},"ServiceId":"ms-x-1"}"#
            ),
            (#"{"Command":"s3cret"}"#, #""[redacted]""#),
            ("s3cret", #""[redacted]""#),
        ])
    func request(body: String, shown: String) {
        #expect(Redaction.request(Array(body.utf8), action: "ModifyModelService").text() == shown)
    }

    @Test("A request of an action that Tide does not know is shown only as such")
    func unknownAction() {
        #expect(Redaction.request(Array(#"{"A":"s3cret"}"#.utf8), action: "CreateNotebook").text() == #""[redacted]""#)
    }

    @Test("In a reply the RequestId and an error always stay")
    func reply() {
        let body =
            #"{"Response":{"Service":{"ServiceId":"ms-x-1","ServiceInfo":{"Replicas":2,"Command":"s3cret","#
            + #""Env":[{"Name":"A","Value":"s3cret"}]},"Surprise":"s3cret"},"RequestId":"r-1"}}"#
        #expect(
            Redaction.reply(Array(body.utf8), action: "DescribeModelService").text()
                == #"{"Response":{"RequestId":"r-1","Service":{"ServiceId":"ms-x-1","ServiceInfo":{"Command":"[redacted]","#
                + #""Env":[{"Name":"A","Value":"[redacted]"}],"Replicas":2},"Surprise":"[redacted]"}}}"#)
        let error = #"{"Response":{"Error":{"Code":"InternalError","Message":"m"},"RequestId":"r-1"}}"#
        #expect(Redaction.reply(Array(error.utf8), action: "ModifyModelService").text() == error)
        #expect(Redaction.reply(Array(error.utf8), action: "CreateNotebook").text() == #""[redacted]""#)
    }

    @Test(
        "Any JSON comes back as it was",
        arguments: [
            #"{"a":[1,-2.5,true,false,null,"x / 你 \" \n"],"b":{"c":{}}}"#, "[]", "0", #""""#, "9007199254740993",
            "null",
        ])
    func json(text: String) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)).text() == text)
    }
}

@Suite("Writing JSON")
struct JSONObjectWriterTests {
    @Test("What is written reads back as it was", arguments: ["", "ms-x-1", "\"\\/\n\u{1}\u{7f}", "模型👩🏽‍🚀"])
    func written(text: String) throws {
        var json = JSONObjectWriter()
        json.add("ServiceId", text)
        json.add(text, 8)
        json.add("HorizontalPodAutoscaler", json: #"{"MinReplicas":1}"#.utf8)
        let value = try JSONValue(parsing: json.finished())
        #expect(value["ServiceId"] == .string(text))
        #expect(value[text] == .integer(8))
        #expect(value["HorizontalPodAutoscaler"]?["MinReplicas"] == .integer(1))
    }
}
