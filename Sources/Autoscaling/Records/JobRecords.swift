import CivilTime

/// What is kept of a service's jobs, by name.
///
/// An array in the order of the names: jobs are few, services many, and a dictionary takes twice the memory.
public struct JobRecords: Hashable, Sendable {
    private struct Entry: Hashable, Sendable {
        var name: String
        var job: JobRecord
    }

    private var entries: [Entry] = []
    /// The latest ``JobRecord/since`` of them: what comes after it concerns every job, and none need be looked at.
    private(set) var latestSince = Instant.distantPast

    public init() {}

    public var isEmpty: Bool { entries.isEmpty }

    public subscript(name: String) -> JobRecord? {
        get { entries.first { $0.name == name }?.job }
        set {
            let place = entries.firstIndex { $0.name >= name } ?? entries.count
            let isKnown = place < entries.count && entries[place].name == name
            switch (isKnown, newValue) {
            case (true, let job?): entries[place].job = job
            case (true, nil): entries.remove(at: place)
            case (false, let job?): entries.insert(Entry(name: name, job: job), at: place)
            case (false, nil): break
            }
            noteSince()
        }
    }

    private mutating func noteSince() { latestSince = entries.lazy.map(\.job.since).max() ?? .distantPast }

    /// ``JobRecord/since`` of a job: asked for whenever a service's next event is looked for.
    func since(of name: String) -> Instant? {
        for place in entries.indices where entries[place].name == name { return entries[place].job.since }
        return nil
    }

    /// What the lists show as a job's LAST and RESULT, unless they show a newer one.
    mutating func note(last: Instant, result: String?, of name: String) {
        for place in entries.indices where entries[place].name == name {
            if let known = entries[place].job.last, known > last { return }
            entries[place].job.last = last
            entries[place].job.result = result
            return
        }
    }

    /// Changes each of them. Where nothing changes, copies go on sharing them.
    mutating func update(_ body: (inout JobRecord) -> Void) {
        for place in entries.indices {
            var job = entries[place].job
            body(&job)
            if job != entries[place].job { entries[place].job = job }
        }
        noteSince()
    }

    mutating func removeAll(where shouldGo: (JobRecord) -> Bool) {
        entries.removeAll { shouldGo($0.job) }
        noteSince()
    }

    mutating func reserveCapacity(_ count: Int) { entries.reserveCapacity(count) }
}

extension JobRecords: Sequence {
    public func makeIterator() -> some IteratorProtocol<(name: String, job: JobRecord)> {
        entries.lazy.map { ($0.name, $0.job) }.makeIterator()
    }
}

extension JobRecords: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, JobRecord)...) {
        for (name, job) in elements { self[name] = job }
    }
}
