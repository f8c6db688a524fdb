import FoundationEssentials
import TIONE
import Testing

@Suite("Models of the API")
struct ModelDecodingTests {
    @Test("A field that is absent, null or an empty string has no value and is no fault")
    func nothing() throws {
        let (service, unread) = try decode(
            Service.self,
            """
            {"ServiceId": "ms-a-1", "Status": "", "CreateTime": "", "AppId": null, "Weight": "",
             "ServiceInfo": {"Status": null, "HorizontalPodAutoscaler": "", "CronScaleJobs": "", "Replicas": 3}}
            """)
        #expect(service.status?.rawValue == "")
        #expect(service.createTime == "")
        #expect(service.appId == nil)
        #expect(service.weight == nil)
        #expect(service.serviceInfo?.status == nil)
        #expect(service.serviceInfo?.horizontalPodAutoscaler == nil)
        #expect(service.serviceInfo?.cronScaleJobs == nil)
        #expect(service.serviceInfo?.replicas == 3)
        #expect(unread.isEmpty)
        #expect(try decode(Service.self, #"{"ServiceInfo": ""}"#).value == Service())
    }

    @Test("A field of another type is noted and costs only itself")
    func wrongType() throws {
        let (service, unread) = try decode(
            Service.self,
            """
            {"ServiceId": "ms-a-1", "Status": 7, "Weight": "heavy", "Tags": {"TagKey": "a"},
             "ServiceInfo": {"Replicas": 2, "Env": [{"Name": "A", "Value": {}}], "LogEnable": "no", "Resources": [1],
                             "Status": {"ReadyReplicas": 1.5, "Replicas": 2}}}
            """)
        #expect(service.serviceId == "ms-a-1")
        #expect(service.status == nil)
        #expect(service.serviceInfo?.replicas == 2)
        #expect(service.serviceInfo?.env?.first?.name == "A")
        #expect(service.serviceInfo?.status?.replicas == 2)
        #expect(service.serviceInfo?.status?.readyReplicas == nil)
        #expect(
            Set(unread.map(\.path)) == [
                "Status", "Weight", "Tags", "ServiceInfo.Env.0.Value", "ServiceInfo.LogEnable", "ServiceInfo.Resources",
                "ServiceInfo.Status.ReadyReplicas",
            ])
        #expect(unread.first { $0.path == "Weight" }?.description == "Weight: not a value of type Int")
    }

    @Test("An unreadable element leaves the rest of its array")
    func unreadableElement() throws {
        let (reply, unread) = try decode(
            DescribeModelServiceGroupsResponse.self,
            """
            {"TotalCount": 2, "ServiceGroups": [
                "gone", null, {"ServiceGroupId": "ms-a", "Services": [[], {"ServiceId": "ms-a-1"}, 5, {"ServiceId": "ms-a-2"}]}]}
            """)
        #expect(reply.serviceGroups?.count == 1)
        #expect(reply.serviceGroups?.first?.services?.map(\.serviceId) == ["ms-a-1", "ms-a-2"])
        #expect(unread.map(\.path) == ["ServiceGroups.0", "ServiceGroups.2.Services.0", "ServiceGroups.2.Services.2"])
    }

    @Test("A numeral in a string and an integer where a string is meant are taken")
    func numerals() throws {
        let (service, unread) = try decode(
            Service.self, #"{"InstancePerReplicas": 2, "Weight": "100", "ServiceInfo": {"InstancePerReplicas": "2"}}"#)
        #expect(service.instancePerReplicas == "2")
        #expect(service.weight == 100)
        #expect(service.serviceInfo?.instancePerReplicas == 2)
        #expect(unread.isEmpty)
    }

    @Test("A word that this version does not know is kept")
    func unknownWord() throws {
        let service = try decode(Service.self, #"{"Status": "Hibernating", "ChargeType": "BARTER"}"#).value
        #expect(service.status == "Hibernating")
        #expect(service.status != .stopped)
        #expect(service.chargeType?.description == "BARTER")
    }

    @Test("Unknown fields are out of the way")
    func unknownFields() throws {
        let (service, unread) = try decode(Service.self, #"{"Quantum": {"Qubits": [1]}, "ServiceId": "ms-a-1"}"#)
        #expect(service.serviceId == "ms-a-1")
        #expect(unread.isEmpty)
    }

    @Test("A request without its service is refused")
    func missingServiceId() {
        #expect(throws: DecodingError.self) {
            try decode(ModifyModelServiceRequest.self, #"{"ServiceAction": "STOP"}"#)
        }
    }

    @Test("A request holds the fields that are set, in the API's spelling, and no other")
    func request() throws {
        var request = ModifyModelServiceRequest(serviceId: "ms-a-1")
        request.serviceAction = .scale
        request.scaleMode = .auto
        request.scaleStrategy = .hpa
        request.horizontalPodAutoscaler = HorizontalPodAutoscaler(
            minReplicas: 2, maxReplicas: 9, hpaMetrics: [.init(name: "gpu-util", value: 60)])
        request.volumeMount = VolumeMount()
        request.volumeMount?.cfsConfig = CFSConfig()
        request.volumeMount?.cfsConfig?.id = "cfs-1"
        let text = try encode(request)
        #expect(
            text == """
                {"HorizontalPodAutoscaler":{"HpaMetrics":[{"Name":"gpu-util","Value":60}],"MaxReplicas":9,"MinReplicas":2},\
                "ScaleMode":"AUTO","ScaleStrategy":"HPA","ServiceAction":"SCALE","ServiceId":"ms-a-1",\
                "VolumeMount":{"CFSConfig":{"Id":"cfs-1"}}}
                """)
        #expect(try decode(ModifyModelServiceRequest.self, text).value == request)
    }

    @Test("A boxed value is compared and copied as a value")
    func boxed() {
        var a = ServiceInfo()
        a.modelInfo = ModelInfo()
        a.modelInfo?.modelName = "one"
        var b = a
        #expect(a == b)
        b.modelInfo?.modelName = "two"
        #expect(a.modelInfo?.modelName == "one")
        #expect(a != b)
        b.modelInfo?.modelName = "one"
        #expect(a == b)
        #expect(a.hashValue == b.hashValue)
    }
}

func decode<Value: Decodable>(
    _ type: Value.Type, _ json: String
) throws -> (value: Value, unread: [UnreadFields.Field]) {
    let decoder = JSONDecoder()
    let unread = UnreadFields()
    decoder.userInfo[try #require(UnreadFields.key)] = unread
    let value = try decoder.decode(type, from: Data(json.utf8))
    return (value, unread.fields)
}

func encode(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
