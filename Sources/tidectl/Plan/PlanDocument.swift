import CivilTime

extension Plan {
    /// What `tidectl plan --json` writes.
    func json(isPretty: Bool) -> JSONText {
        var json = JSONText(isPretty: isPretty)
        json.object { document in
            document.member("bursts") { $0.array(bursts) { $1.write(to: &$0) } }
            document.member("events") { $0.array(events) { $1.write(to: &$0) } }
            document.member("from", from.rfc3339())
            document.member("services") { $0.array(services) { $1.write(to: &$0) } }
            document.member("to", to.rfc3339())
        }
        return json
    }
}

extension Plan.Burst {
    fileprivate func write(to json: inout JSONText) {
        json.object { burst in
            burst.member("at", at.rfc3339())
            burst.member("changes", changes)
            burst.member("isAtMost", isAtMost)
            burst.member("lastCall", lastCall.rfc3339())
        }
    }
}

extension Plan.Event {
    fileprivate func write(to json: inout JSONText) {
        json.object { event in
            event.member("action", action)
            event.member("at", at.rfc3339())
            event.member("calls", calls)
            event.member("from", from?.text)
            event.member("job", job)
            event.member("outcome", outcome)
            event.member("remarks") { $0.array(remarks) { $0.value($1) } }
            event.member("service", service)
            event.member("serviceId", serviceId)
            event.member("target", target)
            event.member("to", to?.text)
        }
    }
}

extension Plan.Service {
    fileprivate func write(to json: inout JSONText) {
        json.object { service in
            service.member("costMaximum", cost?.maximum)
            service.member("costMinimum", cost?.minimum)
            service.member("hoursUnknown", hoursUnknown)
            service.member("instanceHoursMaximum", hours.maximum)
            service.member("instanceHoursMinimum", hours.minimum)
            service.member("peak", peak)
            service.member("service", name)
            service.member("serviceId", serviceId)
            service.member("steps") { $0.array(steps) { $1.write(to: &$0) } }
        }
    }
}

extension Plan.Step {
    fileprivate func write(to json: inout JSONText) {
        json.object { step in
            step.member("at", at.rfc3339())
            step.member("maximum", level?.maximum)
            step.member("minimum", level?.minimum)
        }
    }
}
