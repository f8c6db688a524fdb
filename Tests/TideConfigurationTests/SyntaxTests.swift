import Testing

@testable import TideConfiguration

@Suite("The syntax of systemd.syntax(7)")
struct SyntaxTests {
    struct Case: CustomTestStringConvertible {
        var testDescription: String
        var text: String
        /// `section.key=value@line:column`
        var assignments: [String]

        init(_ name: String, _ text: String, _ assignments: String...) {
            (testDescription, self.text, self.assignments) = (name, text, assignments)
        }
    }

    @Test(
        "Text becomes sections, keys and values, each with its place",
        arguments: [
            Case("white space around keys and values goes", "[A]\n  K \t=  v w  \n", "A.K=v w@2:9"),
            Case("comments begin with # or ; after white space", "[A]\n# K=1\n ;K=2\nK=3", "A.K=3@4:3"),
            Case("a comment sign within a value is text", "[A]\nK=1 # 2; 3", "A.K=1 # 2; 3@2:3"),
            Case("the first = divides", "[A]\nK=a=b", "A.K=a=b@2:3"),
            Case("nothing behind = resets", "[A]\nK=", "A.K=@2:3"),
            Case("a backslash at the end joins, a space in its place", "[A]\nK=a\\\n  b", "A.K=a   b@2:3"),
            Case("comments between joined lines are left out", "[A]\nK=a\\\n# no\n ; no\\\nb", "A.K=a b@2:3"),
            Case("an empty line ends what was joined", "[A]\nK=a\\\n\nL=b", "A.K=a@2:3", "A.L=b@4:3"),
            Case("an escaped backslash joins nothing", "[A]\nK=a\\\\\nL=b", "A.K=a\\\\@2:3", "A.L=b@3:3"),
            Case("a backslash before white space joins nothing", "[A]\nK=a\\ \nL=b", "A.K=a\\@2:3", "A.L=b@3:3"),
            Case("a value may begin on the next line", "[A]\nK=\\\n  a", "A.K=a@3:3"),
            Case("the last line may lack its end", "[A]\nK=a\\", "A.K=a@2:3"),
            Case("lines may end in CR LF", "[A]\r\nK=a\\\r\nb\r\n", "A.K=a b@2:3"),
            Case("a byte order mark is skipped", "\u{FEFF}[A]\nK=a", "A.K=a@2:3"),
            Case("a section may come twice", "[A]\nK=1\n[B]\nK=2\n[A]\nK=3", "A.K=1@2:3", "B.K=2@4:3", "A.K=3@6:3"),
            Case("white space around a header goes", " [A b] \nK=1", "A b.K=1@2:3"),
            Case("columns count characters", "[A]\n聊天 = 早 上", "A.聊天=早 上@2:6"),
        ])
    func syntax(_ c: Case) {
        let fragment = FragmentParser.parse(Array(c.text.utf8), path: "f")
        #expect(fragment.faults.map(\.description) == [])
        let found = fragment.sections.flatMap { section in
            section.assignments.map {
                "\(section.name).\($0.key)=\($0.value.text)@\($0.value.location.line):\($0.value.location.column)"
            }
        }
        #expect(found == c.assignments)
    }

    @Test(
        "What is no such syntax is a fault with its place",
        arguments: [
            ("K=1", #"f:1:1: "K=" stands before the first [Section]"#),
            ("[A]\n  noise", #"f:2:3: "noise" is neither [Section] nor Key=value nor a comment (# or ; in front)"#),
            ("[A]\n=1", #"f:2:1: "=1" is neither [Section] nor Key=value nor a comment (# or ; in front)"#),
            (
                "[A] # x",
                #"f:1:1: "[A] # x" is not a section header; it has the form [Section], with nothing behind it"#
            ),
            ("[]", #"f:1:1: "[]" is not a section header; it has the form [Section], with nothing behind it"#),
            ("[", #"f:1:1: "[" is not a section header; it has the form [Section], with nothing behind it"#),
            ("[A]\nK=é\0", "f:2:4: a NUL byte; only text is allowed"),
            ("[A]\nK=" + String(repeating: "x", count: 1 << 20), "f:2: the line is longer than 1048576 bytes"),
            (
                "[A]\nK=\\\n" + String(repeating: "x", count: 1 << 20), "f:3: the line is longer than 1048576 bytes"
            ),
        ])
    func syntaxFaults(_ text: String, _ message: String) {
        let fragment = FragmentParser.parse(Array(text.utf8), path: "f")
        #expect(fragment.faults.map(\.description) == [message])
    }

    @Test("Bytes that are not UTF-8 are a fault, and the rest of the file is still looked at")
    func notUTF8() {
        let bytes = Array("[A]\nK=".utf8) + [0xC3, 0x28] + Array("\nnoise\n".utf8)
        let faults = FragmentParser.parse(bytes, path: "f").faults.map(\.description)
        #expect(faults.count == 2)
        #expect(faults.first == "f:2: not UTF-8")
    }

    @Test("A place within joined lines is that of the line where it stood")
    func placesInJoinedLines() throws {
        let fragment = FragmentParser.parse(Array("[A]\nK=ab\\\n# no\n  cd é f".utf8), path: "f")
        let value = try #require(fragment.sections.first?.assignments.first?.value)
        #expect(value.text == "ab   cd é f")
        let places = (["a", "c", "é"] as [Character]).map { letter in
            value.text.firstIndex(of: letter).map { value.location(at: $0.utf16Offset(in: value.text)).description }
        }
        #expect(places == ["f:2:3", "f:4:3", "f:4:6"])
        #expect(value.words().map(\.text) == ["ab", "cd", "é", "f"])
        #expect(value.words().map(\.location.column) == [3, 3, 6, 8])
    }

    @Test(
        "Specifiers: %H is the host's name, %% a percent sign",
        arguments: [
            ("a-%H-b", "a-gz-b"), ("%%H", "%H"), ("100%%", "100%"), ("%H%H", "gzgz"), ("no", "no"), ("%%%H%%", "%gz%"),
        ])
    func specifiers(_ text: String, _ expanded: String) throws {
        var value = SourceText(path: "f", line: 1, column: 1)
        value.append(text[...], line: 3, column: 5)
        let result = try Specifiers(hostName: "gz").expanded(value)
        #expect(result.text == expanded)
        #expect(result.location.description == "f:3:5")
        #expect(try Specifiers(hostName: "x").expanded(reading(Specifiers.escaped(text))).text == text)
    }

    @Test(
        "Other specifiers are faults",
        arguments: [("a%i", "f:1:2", "%i"), ("%", "f:1:1", "%"), ("%%%h", "f:1:3", "%h")])
    func unknownSpecifiers(_ text: String, _ place: String, _ specifier: String) {
        let fault = #expect(throws: ConfigurationFault.self) { try Specifiers(hostName: "gz").expanded(reading(text)) }
        #expect(fault?.location.description == place)
        #expect(fault?.problem == .unknownSpecifier(specifier))
    }

    private func reading(_ text: String) -> SourceText {
        var value = SourceText(path: "f", line: 1, column: 1)
        value.append(text[...], line: 1, column: 1)
        return value
    }
}
