import CivilTime
import SimulatedCloud
import TIONE
import Testing

@testable import TIONESimulator

@Suite("Specifications")
struct SpecificationTests {
    @Test(
        "A fault is written back as it was read",
        arguments: [
            "error=InternalError", "drop", "drop-after", "http=502", "http-after=503", "truncate", "hang=60s",
            "hang-after=60s", "slow=2s", "slow=1500.0ms", "stale=30s", "date=-3600s", "no-date",
            "error=ResourceInUse:action=ModifyModelService,service-action=STOP,service=ms-a-1,count=3,skip=2,p=0.25,slow=1s",
            "http=502:count=1,slow=5s",
        ])
    func faults(_ text: String) throws {
        let fault = try Fault(specification: text)
        #expect(fault.specification == text)
        #expect(try Fault(specification: fault.specification) == fault)
    }

    @Test("A comma does for the colon before the keys")
    func comma() throws {
        let fault = try Fault(specification: "error=ResourceInUse,action=ModifyModelService,count=1")
        #expect(fault.specification == "error=ResourceInUse:action=ModifyModelService,count=1")
    }

    @Test("A fault means what it says")
    func meaning() throws {
        var fault = try Fault(specification: "hang-after=1.5s:service=ms-a-1,count=2")
        #expect(fault.effect == .drop(acts: true))
        #expect(fault.delay == .milliseconds(1500))
        #expect(fault.serviceId == "ms-a-1")
        #expect(fault.count == 2)
        fault = try Fault(specification: "date=-1h")
        #expect(fault.effect == .wrongDate(.seconds(-3600)))
    }

    @Test(
        "What is no fault is refused with a reason",
        arguments: [
            "", "explode", "error", "error=", "http=often", "hang", "hang=long", "drop:count=0", "drop:count=-1",
            "drop:p=1.5", "drop:action=Fly", "drop:colour=red", "drop:count",
        ])
    func notFaults(_ text: String) {
        let error = #expect(throws: SpecificationError.self) { try Fault(specification: text) }
        #expect(error?.description.hasPrefix("\"\(text)\": ") == true)
    }

    @Test(
        "A time is a number with its unit, and of seconds without",
        arguments: [
            ("250ms", Duration.milliseconds(250)), ("2s", .seconds(2)), ("2", .seconds(2)), ("0.5", .milliseconds(500)),
            ("5min", .seconds(300)), ("1h", .seconds(3600)), ("-1h", .seconds(-3600)), ("2d", .seconds(172_800)),
        ])
    func times(_ text: String, _ duration: Duration) {
        #expect(Duration(specification: text) == duration)
    }

    @Test("What is no time is refused", arguments: ["", "s", "1week", "1e400", "nan", "--1", "99999999999d"])
    func notTimes(_ text: String) {
        #expect(Duration(specification: text) == nil)
    }

    @Test("A service has what its specification says, and an ordinary rest")
    func service() throws {
        let text = """
            ms-abcdefgh-2:name=chat,replicas=3,charge-type=HYBRID_PAID,prepaid=2,hpa=2-6,metric=service-qps:40,\
            metric=gpu-util:70,resource-group=rsg-1,instance-type=TI.X,pending=1s,waiting=2s,stopping=3s,between=4s
            """
        let made = try SimulatedService(specification: text, timing: ServiceTiming())
        let service = made.described
        let info = try #require(service.serviceInfo)
        #expect(service.serviceId == "ms-abcdefgh-2")
        #expect(service.serviceGroupId == "ms-abcdefgh")
        #expect(service.version == "2")
        #expect(made.name == "chat")
        #expect(service.status == .normal)
        #expect(info.replicas == 3)
        #expect(info.status?.readyReplicas == 3)
        #expect(info.hybridBillingPrepaidReplicas == 2)
        #expect(info.scaleMode == .auto)
        #expect(info.horizontalPodAutoscaler?.hpaMetrics?.map(\.value) == [40, 70])
        #expect(service.resourceGroupId == "rsg-1")
        #expect(info.instanceType == "TI.X")
        #expect(made.timing.waiting == .seconds(2))
        #expect(made.timing.betweenInstances == .seconds(4))
    }

    @Test("A stopped service has no instances and remembers its size")
    func stoppedService() throws {
        let made = try SimulatedService(
            specification: "ms-a-1:status=Stopped,old-replicas=5", timing: ServiceTiming())
        #expect(made.status == .stopped)
        #expect(made.replicas == 0)
        #expect(made.oldReplicas == 5)
    }

    @Test(
        "What is no service is refused",
        arguments: [
            "", ":replicas=1", "ms-a-1:replicas=many", "ms-a-1:hpa=9-2", "ms-a-1:metric=gpu", "ms-a-1:colour=red",
            "ms-a-1:start=badly", "ms-a-1:pending=soon",
        ])
    func notServices(_ text: String) {
        #expect(throws: SpecificationError.self) {
            try SimulatedService(specification: text, timing: ServiceTiming())
        }
    }

    @Test("A change of the console is read as it is written; another is refused")
    func changes() throws {
        #expect(try ConsoleChange(specification: "stop") == .stop)
        #expect(try ConsoleChange(specification: "replicas=4") == .replicas(4))
        #expect(try ConsoleChange(specification: "demand=none") == .demand(nil))
        #expect(try ConsoleChange(specification: "start=stuck") == .startProblem(.neverReady))
        #expect(
            try ConsoleChange(specification: "hpa=1-4:metric=cpu-util:50")
                == .autoscaler(
                    HorizontalPodAutoscaler(
                        minReplicas: 1, maxReplicas: 4, hpaMetrics: [.init(name: "cpu-util", value: 50)])))
        for text in ["", "explode", "replicas=", "hpa=1", "start=badly"] {
            #expect(throws: SpecificationError.self) { try ConsoleChange(specification: text) }
        }
    }
}
