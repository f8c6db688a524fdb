import TIONE

extension SignedRequest {
    /// The same request as a curl(1) command line, good while its timestamp is. The token, if any, is left to the
    /// environment.
    public var curlCommand: String {
        var words = ["curl --silent --show-error \(ShellWord(endpoint.url))"]
        for header in headers where header.name != "Host" {
            words.append(
                header.name == "X-TC-Token"
                    ? #"--header "X-TC-Token: $TENCENTCLOUD_TOKEN""#
                    : "--header \(ShellWord("\(header.name): \(header.value)"))")
        }
        words.append("--data-binary \(ShellWord(String(decoding: body, as: UTF8.self)))")
        return words.joined(separator: " \\\n    ")
    }

    /// The same call as a line for tccli, the cloud's own command line tool, which takes credentials from the
    /// environment and signs by itself. Nil where the body is no JSON object.
    public var tccliCommand: String? {
        guard case .object(let members) = try? JSONValue(parsing: body) else { return nil }
        var words = ["tccli tione \(ShellWord(action)) --version \(Self.version)"]
        if let region = headers.first(where: { $0.name == "X-TC-Region" })?.value {
            words.append("--region \(ShellWord(region))")
        }
        words.append("--endpoint \(ShellWord(endpoint.hostHeader))")
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            let text = if case .string(let text) = value { text } else { value.text() }
            words.append("--\(ShellWord(name)) \(ShellWord(text))")
        }
        return words.joined(separator: " \\\n    ")
    }

    /// The call as a line for `tidectl api`, to make it again.
    public static func tidectlCommand(action: String, body: String) -> String {
        "tidectl api \(ShellWord(action)) --body \(ShellWord(body))"
    }
}

/// A text as one word of a POSIX shell.
///
/// - Source: POSIX.1-2024, XCU 2.2.2, single quotes.
struct ShellWord: CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let isPlain =
            !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "-_./:@%+,".utf8.contains(byte)
                }
            }
        description =
            isPlain
            ? text : "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: #"'\''"#))'"
    }
}
