import Simulation
import Testing

@Suite("Worlds from a seed")
struct RandomWorldTests {
    /// One in forty of those that CI runs.
    @Test("Every promise is kept in worlds full of faults", arguments: 1...50)
    func promises(seed: Int) throws {
        let summary = try RandomWorld.run(seed: UInt64(seed))
        #expect(summary.services <= 8)
        #expect(summary.simulated <= .seconds(3 * 86_400))
    }

    /// Each found a fault of the engine, or something that the oracle took for one.
    @Test(
        "Every promise is kept in worlds that once broke one",
        arguments: [
            5211, 13051, 21424, 21696, 41379, 42050, 42853, 43771, 44050, 44409, 46390, 46962, 48089, 50236, 51336,
            52054, 52274, 55152, 56812, 57944, 61039, 64474, 66809, 67523, 70482, 81263, 82527, 83482, 85924, 91299,
            93788, 99057, 110545, 156338, 213123, 259818, 333569, 337139, 368385, 413092, 429459, 434649, 517466,
            701474, 705311, 705324, 754757, 761206, 767698, 771832, 815873, 853468, 861078, 871051, 891874, 919893,
            925352, 952450, 955474, 1_099_203, 1_107_856, 1_126_986, 3_007_948, 3_058_954, 4_025_072, 4_025_982,
            4_085_175, 5_065_033, 5_066_722, 5_071_347, 6_016_502, 7_030_010,
            7_069_727, 7_076_098, 9_143_161,
        ])
    func regressions(seed: Int) throws {
        _ = try RandomWorld.run(seed: UInt64(seed))
    }

    @Test("The worlds of some seeds give the checks something to check")
    func substance() throws {
        var calls = 0
        var firings = 0
        var outcomes = 0
        var states = 0
        for seed in 1...20 as ClosedRange<UInt64> {
            let summary = try RandomWorld.run(seed: seed)
            calls += summary.changes
            firings += summary.accountedFirings
            outcomes += summary.checkedOutcomes
            states += summary.settledStates
        }
        #expect(calls > 100)
        #expect(firings > 200)
        #expect(outcomes > 200)
        #expect(states > 20)
    }

    @Test("A seed means the same course of events each time")
    func replay() throws {
        let first = try RandomWorld.run(seed: 7)
        let second = try RandomWorld.run(seed: 7)
        #expect(first.digest == second.digest)
        #expect(first.turns == second.turns)
        #expect(RandomWorld.trace(seed: 7).lines == RandomWorld.trace(seed: 7).lines)
    }
}
