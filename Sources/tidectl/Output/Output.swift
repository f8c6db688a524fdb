import ArgumentParser
import FoundationEssentials
import Glibc
import TIONE
import TIONEClient

/// The options that every verb has, also where little is shown.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Write JSON, as described in tidectl(1).")
    var json = false

    @Flag(name: .customLong("no-pager"), help: "Do not pipe output into a pager.")
    var noPager = false

    @Flag(name: .customLong("no-legend"), help: "Leave out column headers and footers.")
    var noLegend = false

    var terminal: Terminal { .standardOutput }

    /// Writes lines, through a pager where they don't fit on the terminal.
    func show(_ lines: [String]) { show([lines]) }

    /// The same of lines in parts.
    func show(_ parts: [[String]]) {
        var text: [UInt8] = []
        text.reserveCapacity(parts.reduce(0) { $1.reduce($0) { $0 + $1.utf8.count + 1 } })
        for lines in parts {
            for line in lines {
                text += line.utf8
                text.append(UInt8(ascii: "\n"))
            }
        }
        let count = parts.reduce(0) { $0 + $1.count }
        if !noPager, terminal.isTerminal, count >= terminal.rows, Pager.show(text) { return }
        writeToStandardOutput(text)
    }

    /// Writes lines of text, broken between words where the terminal is too narrow for them.
    func show(wrapping lines: [String]) {
        let terminal = terminal
        show(lines.flatMap { $0.wrapped(to: terminal.columns, indent: $0.hasPrefix(" ") ? 0 : 4) })
    }

    /// Writes a document as JSON: for people with indentation, for programs on one line.
    func show(json document: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if terminal.isTerminal { encoder.outputFormatting.insert(.prettyPrinted) }
        let text = String(decoding: try encoder.encode(document), as: UTF8.self)
        if terminal.isTerminal {
            show(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        } else {
            writeToStandardOutput(text + "\n")
        }
    }
}

extension OutputOptions {
    /// As ``show(json:)``.
    func show(_ json: JSONText) {
        if terminal.isTerminal {
            show(json.bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) })
        } else {
            writeToStandardOutput(json.bytes + [UInt8(ascii: "\n")])
        }
    }

    /// As ``show(json:)``.
    func show(document: JSONValue) {
        let text = document.text(pretty: terminal.isTerminal)
        if terminal.isTerminal {
            show(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        } else {
            writeToStandardOutput(text + "\n")
        }
    }
}

/// Writes all of it. A reader that has gone, such as `head`, ends the program quietly by SIGPIPE.
func writeToStandardOutput(_ text: String) { writeToStandardOutput(Array(text.utf8)) }

/// As ``writeToStandardOutput(_:)``.
func writeToStandardOutput(_ bytes: [UInt8]) {
    var written = 0
    while written < bytes.count {
        let count = bytes[written...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
        guard count > 0 || errno == EINTR else { return }
        written += max(0, count)
    }
}
