import CivilTime
import TIONE

extension SimulatedCloud {
    /// - Parameter age: how old the view is that is shown.
    mutating func describe(
        _ request: DescribeModelServiceRequest, age: Duration
    ) throws(CloudError) -> DescribeModelServiceResponse {
        let index = try index(of: request.serviceId, in: request.tiProjectId)
        var response = DescribeModelServiceResponse()
        response.service = services[index].view(at: now - age)
        return response
    }

    /// The index of a service in the workspace that the request names.
    func index(of serviceId: String, in project: String?) throws(CloudError) -> Int {
        if serviceId.isEmpty { throw .missingParameter("ServiceId") }
        guard let index = indices[serviceId], services[index].isIn(project) else { throw .serviceNotFound(serviceId) }
        return index
    }

    mutating func describeGroups(
        _ request: DescribeModelServiceGroupsRequest, age: Duration
    ) throws(CloudError) -> DescribeModelServiceGroupsResponse {
        let offset = request.offset ?? 0
        let limit = request.limit ?? 20
        guard offset >= 0 else { throw .invalidParameter("`Offset` must be 0 or more.") }
        guard (1...100).contains(limit) else { throw .invalidParameter("`Limit` must be 1 to 100.") }
        for filter in request.filters ?? [] { try filter.check() }

        var order: [String] = []
        var members: [String: [Int]] = [:]
        var all: Set<String> = []
        for (index, service) in services.enumerated() where service.isIn(request.tiProjectId) {
            let group = service.template.serviceGroupId ?? ""
            all.insert(group)
            guard (request.filters ?? []).allSatisfy({ $0.matches(service) }) else { continue }
            guard (request.tagFilters ?? []).allSatisfy({ $0.matches(service) }) else { continue }
            if members[group, default: []].isEmpty { order.append(group) }
            members[group, default: []].append(index)
        }
        if request.order == "DESC" { order.reverse() }

        var response = DescribeModelServiceGroupsResponse()
        response.totalCount = order.count
        response.globalTotalCount = all.count
        response.serviceGroups = order.dropFirst(offset).prefix(limit).map { group in
            let views = (members[group] ?? []).map { services[$0].view(at: now - age) }
            return ServiceGroup(id: group, services: views)
        }
        return response
    }

    func prices(
        of request: DescribeBillingSpecsPriceRequest
    ) throws(CloudError) -> DescribeBillingSpecsPriceResponse {
        var prices: [SpecPrice] = []
        for unit in request.specsParam {
            guard let price = settings.prices[unit.specName] else {
                throw CloudError(
                    code: "FailedOperation.UnknownInstanceType", message: "`\(unit.specName)` is not a specification.")
            }
            guard (0...1_000_000).contains(unit.specCount) else {
                throw .invalidParameter("`SpecCount` must be 0 to 1000000.")
            }
            var answer = SpecPrice()
            answer.specName = unit.specName
            answer.specCount = unit.specCount
            answer.totalCost = price &* unit.specCount
            answer.realTotalCost = price &* unit.specCount &* settings.paidPercent / 100
            prices.append(answer)
        }
        var response = DescribeBillingSpecsPriceResponse()
        response.specsPrice = prices
        return response
    }
}

extension SimulatedService {
    /// Whether a request with this `TiProjectId` sees the service. Empty and `0` name the default workspace.
    fileprivate func isIn(_ project: String?) -> Bool {
        let project = project == "0" ? "" : project ?? ""
        return project == (projectId == "0" ? "" : projectId)
    }
}

extension ServiceGroup {
    fileprivate init(id: String, services: [Service]) {
        self.init()
        let first = services.first
        let running = services.filter { $0.status != .stopped && $0.status != .stopping }
        serviceGroupId = id
        serviceGroupName = first?.serviceGroupName
        createdBy = first?.createdBy
        createTime = first?.createTime
        updateTime = first?.updateTime
        uin = first?.uin
        serviceCount = services.count
        runningServiceCount = running.count
        self.services = services
        status = running.first?.status ?? first?.status
        tags = first?.tags ?? []
        latestVersion = first?.latestVersion
        businessStatus = first?.businessStatus
        createSource = first?.createSource
        replicasCount = services.reduce(0) { $0 + ($1.serviceInfo?.status?.replicas ?? 0) }
        availableReplicasCount = services.reduce(0) { $0 + ($1.serviceInfo?.replicas ?? 0) }
    }
}

extension Filter {
    fileprivate func check() throws(CloudError) {
        guard let name, !name.isEmpty else { throw .missingParameter("Filters.Name") }
        let known = [
            "ClusterId", "ServiceId", "ServiceGroupName", "ServiceGroupId", "Status", "CreatedBy", "ModelVersionId",
        ]
        guard known.contains(name) else { throw .invalidParameter("`\(name)` is not a filter.") }
    }

    fileprivate func matches(_ service: SimulatedService) -> Bool {
        let template = service.template
        let value =
            switch name {
            case "ClusterId": template.clusterId
            case "ServiceId": template.serviceId
            case "ServiceGroupName": template.serviceGroupName
            case "ServiceGroupId": template.serviceGroupId
            case "Status": service.status.rawValue
            case "CreatedBy": template.createdBy
            default: template.serviceInfo?.modelInfo?.modelVersionId
            }
        let found = (values ?? []).contains { wanted in
            fuzzy == true ? (value ?? "").containsText(wanted) : value == wanted
        }
        return found != (negative ?? false)
    }
}

extension TagFilter {
    fileprivate func matches(_ service: SimulatedService) -> Bool {
        (service.template.tags ?? []).contains { tag in
            tag.tagKey == tagKey && (tagValues ?? []).contains { $0 == tag.tagValue }
        }
    }
}

extension String {
    /// `contains(_:)` for strings is the regular expression module's.
    fileprivate func containsText(_ other: String) -> Bool {
        other.isEmpty || indices.contains { self[$0...].hasPrefix(other) }
    }
}
