import CronSchedule
import FoundationEssentials
import Testing
import TideConfiguration

@testable import Lint

@Suite("The forms of a report")
struct ReportTests {
    private func report() throws -> Report {
        let loaded = try load([
            "/etc/tide/a.schedule": "[Service]\nServiceId=ms-a-1\nEnable=\"x\"\n",
            "/etc/tide/b.schedule": "[Service]\nServiceId=ms-b-1\n",
        ])
        return Report(
            faults: loaded.faults, findings: lint(loaded, hostZone: .utc, at: now))
    }

    @Test("Text is what compilers print, with why and fix below")
    func text() throws {
        #expect(
            try report().text(as: .text) == """
                /etc/tide/a.schedule:3:1: error: [Service] unknown key Enable=; did you mean Enabled=? [fault]
                /etc/tide/b.schedule:2:11: warning: b: no job is enabled and no stop is scheduled [empty-schedule]
                    Tide watches the service but will never change it.
                    Add a [CronScaleJob], or set Enabled=no in [Service] to say that this is meant.

                """)
    }

    @Test("JSON is an array of objects with all fields")
    func json() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(
            String(decoding: try encoder.encode(try report().entries), as: UTF8.self) == #"""
                [{"column":1,"file":"/etc/tide/a.schedule","fix":null,"line":3,\#
                "message":"[Service] unknown key Enable=; did you mean Enabled=?","rule":"fault","severity":"error",\#
                "why":null},\#
                {"column":11,"file":"/etc/tide/b.schedule",\#
                "fix":"Add a [CronScaleJob], or set Enabled=no in [Service] to say that this is meant.","line":2,\#
                "message":"b: no job is enabled and no stop is scheduled","rule":"empty-schedule","severity":"warning",\#
                "why":"Tide watches the service but will never change it."}]
                """#)
    }

    @Test("github is workflow commands")
    func github() throws {
        #expect(
            try report().text(as: .github) == """
                ::error file=/etc/tide/a.schedule,line=3,col=1,title=fault::[Service] unknown key Enable=; did you mean \
                Enabled=?
                ::warning file=/etc/tide/b.schedule,line=2,col=11,title=empty-schedule::b: no job is enabled and no stop is \
                scheduled%0ATide watches the service but will never change it.%0AAdd a [CronScaleJob], or set Enabled=no in \
                [Service] to say that this is meant.

                """)
    }
}
