internal import Autoscaling
internal import CivilTime

extension Goal: WireMessage {
    func write(to writer: inout WireWriter) {
        switch self {
        case .stopped: writer.write(true, to: 1)
        case .running(nil): writer.write(true, to: 2)
        case .running(let size?): writer.write(size, to: 3)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.choice { reader, field throws(WireError) in
            switch field {
            case 1: try reader.chosen(.stopped)
            case 2: try reader.chosen(.running(nil))
            case 3: .running(try reader.message())
            default: nil
            }
        }
    }
}

extension Target: WireMessage {
    func write(to writer: inout WireWriter) {
        switch self {
        case .stop: writer.write(true, to: 1)
        case .resume: writer.write(true, to: 2)
        case .replicas(let count): writer.write(Size.replicas(count), to: 3)
        case .bounds(let min, let max): writer.write(Size.bounds(min: min, max: max), to: 3)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        self = try reader.choice { reader, field throws(WireError) in
            switch field {
            case 1: try reader.chosen(.stop)
            case 2: try reader.chosen(.resume)
            case 3:
                switch try reader.message(Size.self) {
                case .replicas(let count): .replicas(count)
                case .bounds(let min, let max): .bounds(min: min, max: max)
                }
            default: nil
            }
        }
    }
}

extension Size: WireMessage {
    func write(to writer: inout WireWriter) {
        switch self {
        case .replicas(let count):
            writer.write(count, to: 1)
        case .bounds(let min, let max):
            writer.write(min, to: 2)
            writer.write(max, to: 3)
        }
    }

    init(from reader: inout WireReader) throws(WireError) {
        var count: Int?
        var (min, max) = (Int?.none, Int?.none)
        while let field = try reader.next() {
            switch field {
            case 1: count = try reader.number()
            case 2: min = try reader.number()
            case 3: max = try reader.number()
            default: try reader.skip()
            }
        }
        if let count {
            self = .replicas(count)
        } else if let min, let max {
            self = .bounds(min: min, max: max)
        } else {
            throw .newer
        }
    }
}

extension Clamp: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(from, to: 1)
        writer.write(to, to: 2)
    }

    init(from reader: inout WireReader) throws(WireError) {
        var (from, to) = (Size?.none, Size?.none)
        while let field = try reader.next() {
            switch field {
            case 1: from = try reader.message()
            case 2: to = try reader.message()
            default: try reader.skip()
            }
        }
        guard let from, let to else { throw .damaged }
        self.init(from: from, to: to)
    }
}

extension HpaSettings: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(minReplicas, to: 1)
        writer.write(maxReplicas, to: 2)
        for metric in metrics { writer.write(metric, to: 3) }
        writer.write(scaleUpStabilizationWindowSeconds, to: 4)
        writer.write(scaleDownStabilizationWindowSeconds, to: 5)
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init(minReplicas: 0, maxReplicas: 0, metrics: [])
        while let field = try reader.next() {
            switch field {
            case 1: minReplicas = try reader.number()
            case 2: maxReplicas = try reader.number()
            case 3: metrics.append(try reader.message())
            case 4: scaleUpStabilizationWindowSeconds = try reader.number()
            case 5: scaleDownStabilizationWindowSeconds = try reader.number()
            default: try reader.skip()
            }
        }
    }
}

extension HpaMetric: WireMessage {
    func write(to writer: inout WireWriter) {
        writer.write(name, to: 1)
        writer.write(value, to: 2)
    }

    init(from reader: inout WireReader) throws(WireError) {
        self.init(name: "", value: 0)
        while let field = try reader.next() {
            switch field {
            case 1: name = try reader.sharedText()
            case 2: value = try reader.number()
            default: try reader.skip()
            }
        }
    }
}

extension WireWriter {
    mutating func write(_ instant: Instant, to field: WireField) {
        write(nanoseconds: instant.nanosecondsSince1970, to: field)
    }

    mutating func write(_ instant: Instant?, to field: WireField) {
        if let instant { write(instant, to: field) }
    }
}

extension WireReader {
    mutating func instant() throws(WireError) -> Instant { Instant(nanosecondsSince1970: try nanoseconds()) }

    /// An enumeration: its case is the number of the one field that it has. None that is known is of a newer version.
    mutating func choice<Value>(
        _ read: (inout WireReader, WireField) throws(WireError) -> Value?
    ) throws(WireError) -> Value {
        var chosen: Value?
        while let field = try next() {
            if let value = try read(&self, field) { chosen = value } else { try skip() }
        }
        guard let chosen else { throw .newer }
        return chosen
    }

    /// Reads the field of a case without values.
    mutating func chosen<Value>(_ value: Value) throws(WireError) -> Value {
        _ = try flag()
        return value
    }
}
