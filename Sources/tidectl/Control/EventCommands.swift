import ArgumentParser
import Autoscaling
import Control

/// `tidectl override`: hold a service at a size, or stopped, then return to its schedule.
struct OverrideCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "override",
        abstract: "Hold a service at a size or stopped, then return to its schedule.",
        usage: "tidectl override [<options>] <service> [<goal>]",
        discussion: """
            The goal is a number of instances, bounds such as 2-6, stopped, or running. Guard rails of the service \
            apply. A newer override replaces an older one; --end ends it.
            """)

    @Argument(help: ArgumentHelp("A service, by name or ServiceId.", valueName: "service"), completion: .service)
    var service: String

    @Argument(help: ArgumentHelp("8, 2-6, stopped or running.", valueName: "goal"))
    var goal: String?

    @Flag(help: "End the override.")
    var end = false

    @Flag(help: "Stop also a service whose ReplicasFloor= forbids it, and pass MaxStep=.")
    var force = false

    @OptionGroup var hold: HoldOptions
    @OptionGroup var change: ChangeOptions

    func validate() throws {
        if end, let goal { throw ValidationError("--end ends the override and takes no goal; \(goal) was given.") }
        if !end, goal == nil { throw ValidationError("Give a goal such as 8, 2-6, stopped or running; or --end.") }
    }

    func run() throws {
        guard let goal else {
            return try change.perform(.endOverride(service: service)) { client in
                try change.outlook(of: service, client)
                    + ["The override ends; the service goes to the state that its schedule has now."]
            }
        }
        guard let parsed = GoalText(goal) else {
            throw ControlError(.usage, "\"\(goal)\" is no goal; a number, bounds such as 2-6, stopped or running is")
        }
        let until = try hold.end()
        let verb = ControlVerb.override(
            service: service, goal: parsed.goal, until: until, reason: hold.reason, force: force)
        try change.perform(verb) { client in
            try change.outlook(of: service, client)
                + ["It is held at \(parsed.goal) \(endText(until, TimeText(now: TimeText.clock)))."]
        }
    }
}

/// `tidectl run`: do now what a job does.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Do now what a job of a service does.",
        usage: "tidectl run [<options>] <service> <job>")

    @Argument(help: ArgumentHelp("A service, by name or ServiceId.", valueName: "service"), completion: .service)
    var service: String

    @Argument(help: ArgumentHelp("The job's Name=.", valueName: "job"), completion: .job)
    var job: String

    @Flag(help: "Run it also while the service is overridden, and pass a step that OnMaxStep=hold holds.")
    var force = false

    @OptionGroup var change: ChangeOptions

    func run() throws {
        try change.perform(.run(service: service, job: job, force: force)) { client in
            try change.outlook(of: service, client) + ["The job \(job) is done now."]
        }
    }
}

/// `tidectl retry`: open a failed event again.
struct RetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry", abstract: "Try the failed event of a service again.")

    @Argument(help: ArgumentHelp("A service, by name or ServiceId.", valueName: "service"), completion: .service)
    var service: String

    @OptionGroup var change: ChangeOptions

    func run() throws {
        try change.perform(.retry(service: service)) { client in
            try change.outlook(of: service, client) + ["Its failed event is tried again."]
        }
    }
}

/// `tidectl drop`: give up an open event.
struct DropCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop", abstract: "Give up the open event of a service.",
        discussion: "The service stays as it is until its next event.")

    @Argument(help: ArgumentHelp("A service, by name or ServiceId.", valueName: "service"), completion: .service)
    var service: String

    @Option(help: ArgumentHelp("Why, for the journal and for status.", valueName: "text"))
    var reason = ""

    @OptionGroup var change: ChangeOptions

    func run() throws {
        try change.perform(.drop(service: service, reason: reason)) { client in
            try change.outlook(of: service, client) + ["Its open event is given up."]
        }
    }
}
