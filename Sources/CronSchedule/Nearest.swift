/// The one of `candidates` that differs from `word` by the fewest letters, but by no more than `limit`; of several, one
/// that begins alike. Case is not counted.
func nearest(to word: String, in candidates: [String], atMost limit: Int) -> String? {
    var best: (distance: Int, candidate: String)?
    let wanted = Array(word.lowercased().utf8.prefix(64))
    for candidate in candidates {
        let letters = Array(candidate.lowercased().utf8)
        // Doubled, so that the first letter decides between equals.
        let distance = 2 * distance(wanted, letters) + (wanted.first == letters.first ? 0 : 1)
        if distance <= 2 * limit + 1, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.candidate
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour to make `a` into `b`.
private func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var beforePrevious: [Int] = []
    var previous = Array(0...b.count)
    for i in a.indices {
        var current = [i + 1]
        for j in b.indices {
            var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforePrevious[j - 1] + 1) }
            current.append(cost)
        }
        beforePrevious = previous
        previous = current
    }
    return previous[b.count]
}
