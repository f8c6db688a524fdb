/// The candidate that `name` was most probably meant to be; nil where none is near.
///
/// Near is at most one wrong, missing, additional or transposed character in every three, upper and lower case alike.
package func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased().utf8)
    // Nobody mistypes a name into one of this length, and the distance costs its square.
    guard wanted.count <= 64 else { return nil }
    var best: (distance: Int, name: String)?
    for candidate in candidates {
        let distance = editDistance(wanted, Array(candidate.lowercased().utf8))
        let bound = max(1, max(wanted.count, candidate.utf8.count) / 3)
        if distance <= bound, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.name
}

/// The optimal string alignment distance: Levenshtein's, and neighbours exchanged count as one.
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var rowBeforeLast = [Int](repeating: 0, count: b.count + 1)
    var lastRow = Array(0...b.count)
    for i in a.indices {
        var row = [Int](repeating: i + 1, count: b.count + 1)
        for j in b.indices {
            let substitution = lastRow[j] + (a[i] == b[j] ? 0 : 1)
            row[j + 1] = min(substitution, lastRow[j + 1] + 1, row[j] + 1)
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                row[j + 1] = min(row[j + 1], rowBeforeLast[j - 1] + 1)
            }
        }
        (rowBeforeLast, lastRow) = (lastRow, row)
    }
    return lastRow[b.count]
}
