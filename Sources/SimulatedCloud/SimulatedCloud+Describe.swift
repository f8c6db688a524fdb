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
        guard let index = indices[serviceId], services[index].workspace == Workspace(project) else {
            throw .serviceNotFound(serviceId)
        }
        return index
    }

    mutating func describeGroups(
        _ request: DescribeModelServiceGroupsRequest, age: Duration
    ) throws(CloudError) -> DescribeModelServiceGroupsResponse {
        if let lastPage, lastPage.request == request, age == .zero { return lastPage.response }
        let offset = request.offset ?? 0
        let limit = request.limit ?? 20
        guard offset >= 0 else { throw .invalidParameter("`Offset` must be 0 or more.") }
        guard (1...100).contains(limit) else { throw .invalidParameter("`Limit` must be 1 to 100.") }
        for filter in request.filters ?? [] { try filter.check() }

        let filters = request.filters ?? []
        let tagFilters = request.tagFilters ?? []
        let isWhole = filters.isEmpty && tagFilters.isEmpty && age == .zero
        let workspace = Workspace(request.tiProjectId)
        var total = 0
        // The members that are shown; nil: all.
        var found: [(group: Int, members: [Int]?)] = []
        found.reserveCapacity(groups.count)
        for (index, group) in groups.enumerated() {
            if group.members.allSatisfy({ services[$0].workspace == workspace }), isWhole {
                total += 1
                found.append((index, nil))
                continue
            }
            let visible = group.members.filter { services[$0].workspace == workspace }
            if visible.isEmpty { continue }
            total += 1
            let matching = visible.filter { member in
                filters.allSatisfy { $0.matches(services[member]) }
                    && tagFilters.allSatisfy { $0.matches(services[member]) }
            }
            if !matching.isEmpty { found.append((index, matching)) }
        }
        if request.order == "DESC" { found.reverse() }

        var response = DescribeModelServiceGroupsResponse()
        response.totalCount = found.count
        response.globalTotalCount = total
        var page: [ServiceGroup] = []
        page.reserveCapacity(min(limit, found.count))
        for (group, members) in found.dropFirst(offset).prefix(limit) {
            if let members {
                page.append(
                    ServiceGroup(id: groups[group].id, services: members.map { services[$0].view(at: now - age) }))
            } else {
                page.append(view(ofGroup: group))
            }
        }
        response.serviceGroups = page
        lastPage = age == .zero ? (request, response) : nil
        return response
    }

    /// A group with all its services as they are now, made once for each change.
    private mutating func view(ofGroup index: Int) -> ServiceGroup {
        if let view = groups[index].view { return view }
        let view = ServiceGroup(id: groups[index].id, services: groups[index].members.map { services[$0].view() })
        groups[index].view = view
        return view
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
