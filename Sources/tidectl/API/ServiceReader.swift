import Autoscaling
import TIONE

/// Reads services from the API, each with what of it could not be read.
struct ServiceReader: Sendable {
    struct Found: Sendable {
        var service: Service
        /// Fields of its schedule that the reply held in a form of their own, a line each.
        var unread: [String] = []

        var serviceId: String { service.serviceId ?? "" }
    }

    let api: APIAccess
    let tiProjectId: String?

    /// - Throws: ``APIFailure``
    func service(_ serviceId: String) async throws -> Found? {
        var request = DescribeModelServiceRequest(serviceId: serviceId)
        request.tiProjectId = tiProjectId
        let unread = UnreadFields()
        do {
            let reply = try await api.call(request, unread: unread)
            guard let service = reply.service, service.serviceId?.isEmpty == false else { return nil }
            return Found(service: service, unread: unread.fields.filter(\.isOfSchedule).map(\.description))
        } catch let failure as APIFailure where failure.isNotFound {
            return nil
        }
    }

    /// Every service of the workspace, or of the groups that match.
    func all(_ filters: [Filter]? = nil) async throws -> [Found] {
        let first = try await page(at: 0, filters)
        var found = first.found
        var next = Self.pageSize
        var (total, isAtEnd) = (first.total, first.isEmpty)
        while !isAtEnd, next < total, next <= Self.mostGroups {
            let offsets = Array(stride(from: next, to: total, by: Self.pageSize).prefix(Self.pagesAtOnce))
            let pages = try await withThrowingTaskGroup { group in
                for offset in offsets { group.addTask { try await page(at: offset, filters) } }
                var pages: [Page] = []
                for try await page in group { pages.append(page) }
                return pages.sorted { $0.offset < $1.offset }
            }
            for page in pages where !isAtEnd {
                found += page.found
                (total, isAtEnd) = (page.total, page.isEmpty)
            }
            next += Self.pageSize * offsets.count
        }
        return found
    }

    /// One page of groups.
    private struct Page {
        var offset: Int
        var found: [Found]
        /// How many groups there are on all pages.
        var total: Int
        var isEmpty: Bool
    }

    private func page(at offset: Int, _ filters: [Filter]?) async throws -> Page {
        var request = DescribeModelServiceGroupsRequest()
        request.tiProjectId = tiProjectId
        request.offset = offset
        request.limit = Self.pageSize
        request.filters = filters
        let unread = UnreadFields()
        let reply = try await api.call(request, unread: unread)
        let groups = reply.serviceGroups ?? []
        var found = groups.flatMap { group in
            (group.services ?? []).map { service in
                var service = service
                service.serviceGroupId = service.serviceGroupId ?? group.serviceGroupId
                service.serviceGroupName = service.serviceGroupName ?? group.serviceGroupName
                return Found(service: service)
            }
        }
        found.removeAll { $0.serviceId.isEmpty }
        // Which service an unreadable field is of shows in a reply about that service alone.
        if unread.fields.contains(where: \.isOfSchedule) {
            for index in found.indices {
                if let alone = try await service(found[index].serviceId) { found[index].unread = alone.unread }
            }
        }
        return Page(offset: offset, found: found, total: reply.totalCount ?? 0, isEmpty: groups.isEmpty)
    }

    private static let pageSize = 100
    /// Asked for together; the limiter spreads them.
    private static let pagesAtOnce = 10
    /// Whatever TotalCount says, it ends.
    private static let mostGroups = 100_000
}

extension ServiceReader {
    /// The services of schedules, each in its own workspace, by ServiceId; those that don't exist are absent.
    ///
    /// Few are asked for by name, many are listed; with `others`, all of the workspaces are, also those that no
    /// schedule has.
    static func services(
        of schedules: [ServiceSchedule], api: APIAccess, withOthers others: Bool = false
    ) async throws -> [String: Found] {
        var found: [String: Found] = [:]
        for (project, schedules) in Dictionary(grouping: schedules, by: \.tiProjectId) {
            let reader = ServiceReader(api: api, tiProjectId: project)
            if others || schedules.count > Self.askedSingly {
                do {
                    for service in try await reader.all() { found[service.serviceId] = service }
                } catch let failure as APIFailure where failure.isForbidden {
                    // The key may still ask for each by name.
                    printToStandardError("tidectl: services can't be listed: \(failure)")
                }
            }
            for schedule in schedules where found[schedule.serviceId] == nil {
                found[schedule.serviceId] = try await reader.service(schedule.serviceId)
            }
        }
        return found
    }

    private static let askedSingly = 8
}

extension UnreadFields.Field {
    /// Whether what the platform does by the clock may be different from what was read.
    fileprivate var isOfSchedule: Bool {
        let parts = path.split(separator: ".")
        return parts.last == "ServiceInfo"
            || parts.contains { ["CronScaleJobs", "ScheduledAction", "ScaleMode", "ScaleStrategy"].contains($0) }
    }
}
