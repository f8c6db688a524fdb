import Autoscaling
import CivilTime
import Testing

@testable import TideConfiguration

@Suite("Any input at all")
struct FuzzTests {
    @Test("Random bytes never crash the reader, and each run is the same", arguments: 0..<4)
    func randomBytes(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let alphabet =
            Array("[]=#;\\\n\r\t %H%%X-\u{0}é早0123456789*/,:LW#aServiceCronScaleJobName".utf8) + [0xFF, 0xC3, 0x80]
        for _ in 0..<300 {
            let count = Int.random(in: 0..<200, using: &random)
            let bytes = (0..<count).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            try checkLoads(bytes)
        }
    }

    @Test(
        "Mutations of a good file never crash the reader, and what loads, loads again from its kept text",
        arguments: 0..<4)
    func mutations(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed &+ 100)
        let good = Array(
            """
            [Service]
            ServiceId=ms-h29wqz2b-1
            TimeZone=Asia/Tokyo
            StartingDeadlineSec=10min
            HpaMetrics=gpu-util:60 service-qps:200
            [CronScaleJob]
            Name=morning-peak
            Schedule=0 30 8 * * \\
                1-5
            TargetReplicas=8
            ExcludeDates=* * * 1-7 10 *
            [CronScaleJob]
            Schedule=TZ=America/New_York 0 9 * * *
            MinReplicas=2
            MaxReplicas=6
            [ScheduledAction]
            ScheduleStop=true
            ScheduleStopTime=2027-01-26T19:46:22+08:00
            """.utf8)
        for _ in 0..<150 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(good.randomElement(using: &random) ?? 0, at: place)
                default: bytes.replaceSubrange(place..<min(place + 30, bytes.count), with: [])
                }
                if bytes.isEmpty { bytes = [0] }
            }
            try checkLoads(bytes)
        }
    }

    private func checkLoads(_ bytes: [UInt8]) throws {
        var files = MemoryFiles()
        files.contents["/etc/tide/x.schedule"] = .bytes(bytes)
        files.contents["/etc/tide/tided.conf"] = .bytes(bytes)
        let loaded = try load(files)
        for fault in loaded.faults { #expect(!fault.description.isEmpty) }
        guard loaded.lastGood["x.schedule"] != nil else { return }
        let again = try load(["/etc/tide/x.schedule": "noise"], lastGood: loaded.lastGood)
        #expect(again.fleet.schedules == loaded.fleet.schedules)
    }
}
