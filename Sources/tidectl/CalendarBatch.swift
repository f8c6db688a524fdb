import CivilTime
import CronSchedule
import FoundationEssentials

/// `tidectl calendar --batch`: one JSON object a line in, one a line out.
struct CalendarBatch {
    /// What a request leaves out.
    var now: Instant
    var timeZone: String?
    var iterations: Int
    var backwards: Bool

    static let iterations = 1...1_000_000

    private struct Request: Decodable {
        var expression: String
        var timeZone: String?
        var baseTime: String?
        var iterations: Int?
    }

    private struct Reply: Encodable {
        var next: [String]?
        var previous: [String]?
        var error: String?
    }

    private struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    func run() {
        let decoder = JSONDecoder()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        while let line = readLine() {
            if line.allSatisfy(\.isWhitespace) { continue }
            let reply = answer(line, decoder)
            guard let data = try? encoder.encode(reply) else { continue }
            print(String(decoding: data, as: UTF8.self))
        }
    }

    private func answer(_ line: String, _ decoder: JSONDecoder) -> Reply {
        do {
            guard let request = try? decoder.decode(Request.self, from: Data(line.utf8)) else {
                throw Refusal(
                    description:
                        "not a JSON object with expression, and optionally timeZone, baseTime and iterations")
            }
            let times = try times(request)
            return backwards ? Reply(previous: times) : Reply(next: times)
        } catch {
            return Reply(error: "\(error)")
        }
    }

    private func times(_ request: Request) throws -> [String] {
        let expression = try CronExpression(request.expression)
        let zone = try CalendarReport.zone(of: expression, default: request.timeZone ?? timeZone)
        var last = try baseTime(request)
        let count = request.iterations ?? iterations
        guard Self.iterations.contains(count) else {
            throw Refusal(description: "iterations is a number from 1 to \(Self.iterations.upperBound)")
        }
        var times: [String] = []
        while times.count < count,
            let found = backwards ? expression.previous(before: last, in: zone) : expression.next(after: last, in: zone)
        {
            times.append(found.rfc3339())
            last = found
        }
        return times
    }

    private func baseTime(_ request: Request) throws -> Instant {
        guard let text = request.baseTime else { return now }
        do {
            return try Instant(rfc3339: text)
        } catch {
            throw Refusal(description: "baseTime \(text): \(error)")
        }
    }
}
