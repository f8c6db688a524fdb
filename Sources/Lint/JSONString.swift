/// `text` as a string of JSON.
package func jsonString(_ text: String) -> String {
    var string = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": string += "\\\""
        case "\\": string += "\\\\"
        case "\n": string += "\\n"
        case "\u{0}"..."\u{1F}":
            let digits = String(scalar.value, radix: 16)
            string += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: string.unicodeScalars.append(scalar)
        }
    }
    return string + "\""
}
