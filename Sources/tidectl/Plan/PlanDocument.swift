import Control

/// `tidectl plan --json`.
struct PlanDocument: Encodable {
    struct Step: Encodable {
        var at: Timestamp
        @OrNull var minimum: Int?
        @OrNull var maximum: Int?
    }

    struct Service: Encodable {
        var service: String
        var serviceId: String
        var peak: Int
        var instanceHoursMinimum: Double
        var instanceHoursMaximum: Double
        var hoursUnknown: Double
        @OrNull var costMinimum: Double?
        @OrNull var costMaximum: Double?
        var steps: [Step]
    }

    struct Event: Encodable {
        var at: Timestamp
        var service: String
        var serviceId: String
        var job: String
        var action: String
        var target: String
        @OrNull var from: String?
        @OrNull var to: String?
        var outcome: String
        var remarks: [String]
        var calls: Int
    }

    struct Burst: Encodable {
        var at: Timestamp
        var changes: Int
        var lastCall: Timestamp
        var isAtMost: Bool
    }

    var from: Timestamp
    var to: Timestamp
    var services: [Service]
    var events: [Event]
    var bursts: [Burst]

    init(_ plan: Plan) {
        from = Timestamp(plan.from)
        to = Timestamp(plan.to)
        services = plan.services.map { service in
            Service(
                service: service.name, serviceId: service.serviceId, peak: service.peak,
                instanceHoursMinimum: service.hours.minimum, instanceHoursMaximum: service.hours.maximum,
                hoursUnknown: service.hoursUnknown, costMinimum: service.cost?.minimum,
                costMaximum: service.cost?.maximum,
                steps: service.steps.map {
                    Step(at: Timestamp($0.at), minimum: $0.level?.minimum, maximum: $0.level?.maximum)
                })
        }
        events = plan.events.map { event in
            Event(
                at: Timestamp(event.at), service: event.service, serviceId: event.serviceId, job: event.job,
                action: event.action, target: event.target, from: event.from?.text, to: event.to?.text,
                outcome: event.outcome, remarks: event.remarks, calls: event.calls)
        }
        bursts = plan.bursts.map {
            Burst(at: Timestamp($0.at), changes: $0.changes, lastCall: Timestamp($0.lastCall), isAtMost: $0.isAtMost)
        }
    }
}
