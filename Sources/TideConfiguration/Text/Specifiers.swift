/// The specifiers that values may hold: `%H`, the host's name, and `%%`, a percent sign.
struct Specifiers {
    var hostName: String

    /// `value` with its specifiers expanded.
    ///
    /// - Throws: the fault at the first specifier that isn't one.
    func expanded(_ value: SourceText) throws(ConfigurationFault) -> SourceText {
        let percent = UInt8(ascii: "%")
        guard value.text.utf8.contains(percent) else { return value }
        var result = value.part(0..<0)
        var rest = Array(value.text.utf8)[...]
        while let place = rest.firstIndex(of: percent) {
            result.append(value.part(rest.startIndex..<place))
            switch rest[place...].dropFirst().first {
            case UInt8(ascii: "H"): result.append(hostName[...], from: value.location(at: place))
            case percent: result.append("%", from: value.location(at: place))
            default:
                let specifier = String(value.part(place..<value.text.utf8.count).text.unicodeScalars.prefix(2))
                throw ConfigurationFault(location: value.location(at: place), problem: .unknownSpecifier(specifier))
            }
            rest = rest[place...].dropFirst(2)
        }
        result.append(value.part(rest.startIndex..<rest.endIndex))
        return result
    }

    /// `text` so that expanding it gives `text` again.
    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var escaped = ""
        for scalar in text.unicodeScalars {
            escaped.unicodeScalars.append(scalar)
            if scalar == "%" { escaped.unicodeScalars.append(scalar) }
        }
        return escaped
    }
}
