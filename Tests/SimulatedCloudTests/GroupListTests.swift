import CivilTime
import SimulatedCloud
import TIONE
import Testing

@Suite("Listing groups and prices")
struct GroupListTests {
    private func groups(
        _ cloud: inout SimulatedCloud, _ change: (inout DescribeModelServiceGroupsRequest) -> Void = { _ in }
    ) throws -> DescribeModelServiceGroupsResponse {
        cloud.settings.rateLimit = .max
        var request = DescribeModelServiceGroupsRequest()
        change(&request)
        let outcome = cloud.handle(.describeModelServiceGroups(request), at: 0)
        guard case .success(.describeModelServiceGroups(let reply))? = outcome.result else {
            throw CloudError(code: outcome.code ?? "", message: "")
        }
        return reply
    }

    @Test("Versions of one group are together, and pages follow one another")
    func pages() throws {
        let services = (1...45).flatMap { group in (1...2).map { makeService("ms-g\(group)-\($0)") } }
        var cloud = SimulatedCloud(services: services.compactMap { SimulatedService($0) }, now: start)
        let first = try groups(&cloud)
        #expect(first.totalCount == 45)
        #expect(first.serviceGroups?.count == 20)
        #expect(first.serviceGroups?.first?.services?.map(\.serviceId) == ["ms-g1-1", "ms-g1-2"])
        #expect(first.serviceGroups?.first?.serviceGroupId == "ms-g1")
        #expect(first.serviceGroups?.first?.serviceCount == 2)
        let last = try groups(&cloud) {
            $0.offset = 40
            $0.limit = 100
        }
        #expect(last.serviceGroups?.map(\.serviceGroupId) == ["ms-g41", "ms-g42", "ms-g43", "ms-g44", "ms-g45"])
        #expect(try groups(&cloud) { $0.offset = 99 }.serviceGroups?.isEmpty == true)
        for limit in [0, 101] {
            let error = #expect(throws: CloudError.self) { try groups(&cloud) { $0.limit = limit } }
            #expect(error?.code == "InvalidParameter")
        }
    }

    @Test(
        "A filter finds by its field, exactly or in part, or what has another value",
        arguments: [
            ("ServiceId", ["ms-b-1"], false, false, ["ms-b"]),
            ("ServiceGroupId", ["ms-a", "ms-b"], false, false, ["ms-a", "ms-b"]),
            ("ServiceGroupId", ["ms-a"], true, false, ["ms-b", "ms-c"]),
            ("ServiceGroupName", ["hat"], false, true, ["ms-a"]),
            ("ServiceGroupName", ["hat"], false, false, []),
            ("Status", ["Stopped"], false, false, ["ms-c"]),
            ("CreatedBy", ["me"], false, false, ["ms-b"]),
        ])
    func filters(_ name: String, _ values: [String], _ negative: Bool, _ fuzzy: Bool, _ found: [String]) throws {
        var cloud = makeCloud(
            makeService("ms-a-1") { $0.serviceGroupName = "chat" }, makeService("ms-b-1") { $0.createdBy = "me" },
            makeService("ms-c-1", status: .stopped))
        let reply = try groups(&cloud) { request in
            var filter = Filter(name: name, values: values)
            filter.negative = negative
            filter.fuzzy = fuzzy
            request.filters = [filter]
        }
        #expect(reply.serviceGroups?.map(\.serviceGroupId) == found)
        #expect(reply.totalCount == found.count)
        #expect(reply.globalTotalCount == 3)
    }

    @Test("The same page asked again shows what has changed since, by request, by itself or by the console")
    func freshPages() throws {
        var cloud = makeCloud(makeService("ms-a-1"), makeService("ms-a-2", status: .stopped))
        cloud.settings.rateLimit = .max
        func page(at time: Double) -> [String] {
            let outcome = cloud.handle(.describeModelServiceGroups(.init()), at: time)
            guard case .success(.describeModelServiceGroups(let reply))? = outcome.result else { return [] }
            return (reply.serviceGroups ?? []).flatMap { group in
                (group.services ?? []).map { "\($0.serviceId ?? "?") \($0.status ?? "?")" }
            }
        }
        #expect(page(at: 0) == ["ms-a-1 Normal", "ms-a-2 Stopped"])
        #expect(cloud.modify(resume("ms-a-2"), at: 0) == nil)
        #expect(page(at: 0) == ["ms-a-1 Normal", "ms-a-2 Pending"])
        #expect(page(at: 2) == ["ms-a-1 Normal", "ms-a-2 Waiting"])
        cloud.change("ms-a-1", .status(.abnormal), at: seconds(3))
        cloud.change("ms-a-1", .status(.createFailed), at: seconds(3))
        #expect(page(at: 3) == ["ms-a-1 CREATE_FAILED", "ms-a-2 Waiting"])
        cloud.remove(serviceId: "ms-a-1")
        #expect(page(at: 3) == ["ms-a-2 Waiting"])
        if let service = SimulatedService(makeService("ms-b-1"), timing: timing) { cloud.add(service) }
        #expect(page(at: 10) == ["ms-a-2 Normal", "ms-b-1 Normal"])
        #expect(cloud.modify(stop("ms-b-1"), at: 11) == nil)
        #expect(page(at: 11) == ["ms-a-2 Normal", "ms-b-1 Stopping"])
    }

    @Test("An unknown filter is refused")
    func unknownFilter() throws {
        var cloud = makeCloud(makeService())
        let error = #expect(throws: CloudError.self) {
            try groups(&cloud) { $0.filters = [Filter(name: "Colour", values: ["red"])] }
        }
        #expect(error?.code == "InvalidParameter")
    }

    @Test("A workspace shows its own services")
    func workspaces() throws {
        var cloud = makeCloud(makeService("ms-a-1"), makeService("ms-b-1") { $0.projectId = "42" })
        #expect(try groups(&cloud).serviceGroups?.map(\.serviceGroupId) == ["ms-a"])
        #expect(try groups(&cloud) { $0.tiProjectId = "42" }.serviceGroups?.map(\.serviceGroupId) == ["ms-b"])
        #expect(cloud.describe("ms-b-1", at: 0) == nil)
    }

    @Test("Prices are for the count, with and without the discount")
    func prices() {
        var cloud = makeCloud()
        cloud.settings.prices = ["TI.X": 200]
        cloud.settings.paidPercent = 80
        func ask(_ name: String, _ count: Int) -> CloudOutcome {
            cloud.handle(
                .describeBillingSpecsPrice(.init(specsParam: [SpecUnit(specName: name, specCount: count)])), at: 0)
        }
        guard case .success(.describeBillingSpecsPrice(let reply))? = ask("TI.X", 3).result else {
            Issue.record("no prices")
            return
        }
        #expect(reply.specsPrice?.first?.totalCost == 600)
        #expect(reply.specsPrice?.first?.realTotalCost == 480)
        #expect(ask("TI.Y", 1).code == "FailedOperation.UnknownInstanceType")
        #expect(ask("TI.X", 1_000_001).code == "InvalidParameter")
        #expect(ask("TI.X", -1).code == "InvalidParameter")
    }
}
