import ArgumentParser
import TIONE
import TIONEClient

struct ExplainError: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain-error", abstract: "Say what an error code of the API means and what is done about it.",
        discussion: "Without a code, lists every code of the API's reference.")

    @Argument(
        help: "The code, for example ResourceInsufficient.", completion: .list(KnownError.all.map(\.code)))
    var code: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        if let code {
            let explanation = Explanation(code)
            print(json ? explanation.json.text(pretty: true) : explanation.text)
        } else if json {
            print(JSONValue.array(KnownError.all.map { Explanation($0.code).json }).text(pretty: true))
        } else {
            let width = KnownError.all.map(\.code.count).max() ?? 0
            for known in KnownError.all {
                let code = known.code + String(repeating: " ", count: width - known.code.count)
                let name = known.errorClass.rawValue
                print("\(code)  \(name)\(String(repeating: " ", count: max(0, 11 - name.count)))  \(known.meaning)")
            }
        }
    }

    private struct Explanation {
        let code: String
        let nearest: KnownError?

        init(_ code: String) {
            self.code = code
            nearest = KnownError.nearest(to: code)
        }

        var errorClass: ErrorClass { nearest?.errorClass ?? .permanent }
        var treatment: String { nearest?.treatment ?? errorClass.treatment }
        var advice: String { nearest?.advice ?? "Look the code up in the API's reference." }

        var text: String {
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
            return lines.joined(separator: "\n")
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
