import ArgumentParser
import TIONE
import TIONEClient
import TideConfiguration

struct ExplainError: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain-error", abstract: "Say what an error code of the API means and what is done about it.",
        discussion: "Without a code, lists every code of the API's reference.")

    @Argument(
        help: "The code, for example ResourceInsufficient.", completion: .list(KnownError.all.map(\.code)))
    var code: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup(visibility: .hidden) var unused: DaemonOptions

    func run() throws {
        if let code {
            let explanation = Explanation(code)
            if output.json { return output.show(document: explanation.json) }
            output.show(explanation.lines.flatMap { $0.wrapped(to: output.terminal.columns, indent: 8) })
        } else if output.json {
            output.show(document: JSONValue.array(KnownError.all.map { Explanation($0.code).json }))
        } else {
            output.show(Self.list(output))
        }
    }

    /// A line for each code, or two where there is no room for that.
    private static func list(_ output: OutputOptions) -> [String] {
        let columns = output.terminal.columns ?? .max
        guard columns < 120 else {
            var table = Table([.init("CODE"), .init("CLASS"), .init("MEANING", minimum: 20)])
            for known in KnownError.all {
                table.add([.init(known.code), .init(known.errorClass.rawValue), .init(known.meaning)])
            }
            return table.lines(for: output.terminal, legend: !output.noLegend)
        }
        return KnownError.all.flatMap { known in
            ["\(Style.bold.on(known.code, output.terminal)) (\(known.errorClass.rawValue))"]
                + "    \(known.meaning)".wrapped(to: columns, indent: 0)
        }
    }

    struct Explanation {
        let code: String
        let nearest: KnownError?

        init(_ code: String) {
            self.code = code
            nearest = KnownError.nearest(to: code)
        }

        var errorClass: ErrorClass { nearest?.errorClass ?? .permanent }
        var treatment: String { nearest?.treatment ?? errorClass.treatment }
        var advice: String {
            if let nearest { return nearest.advice }
            let like = nearestName(to: code, among: KnownError.all.map(\.code))
            return (like.map { "Did you mean \($0)? " } ?? "") + "Look the code up in the API's reference."
        }

        var lines: [String] {
            var lines = [code]
            switch nearest {
            case .some(let known) where known.code == code: lines.append("   Meaning: \(known.meaning)")
            case .some(let known):
                lines.append("   Meaning: not a listed code; judged as \(known.code): \(known.meaning)")
            case nil: lines.append("   Meaning: not a listed code, and none of its parents is; judged as permanent")
            }
            lines.append("     Class: \(errorClass.rawValue)")
            lines.append("     tided: \(treatment)")
            lines.append("    Advice: \(advice)")
            return lines
        }

        var json: JSONValue {
            .object([
                "code": .string(code),
                "class": .string(errorClass.rawValue),
                "listed": .bool(nearest?.code == code),
                "judgedAs": nearest.map { .string($0.code) } ?? .null,
                "meaning": nearest.map { .string($0.meaning) } ?? .null,
                "treatment": .string(treatment),
                "advice": .string(advice),
            ])
        }
    }
}
