import CivilTime
import Testing

@testable import Autoscaling

@Suite("The agenda of due events")
struct AgendaTests {
    private func at(_ second: Int64) -> Instant { Instant(secondsSince1970: second) }

    @Test("The earliest instant comes first, and of one instant the lowest place")
    func order() {
        var agenda = Agenda()
        for (service, second) in [(7, 20), (3, 10), (5, 20), (9, 10), (1, 20)] as [(Int, Int64)] {
            agenda.insert(service, at: at(second))
        }
        #expect(agenda.first() == Due(at: at(10), service: 3))
        agenda.removeFirst()
        agenda.insert(4, at: at(10))
        #expect(agenda.first() == Due(at: at(10), service: 4))
        #expect(agenda.popFirstInstant() == [4, 9])
        #expect(agenda.popFirstInstant() == [1, 5, 7])
        #expect(agenda.first() == nil)
    }

    @Test("An instant whose last service is taken out is gone, and may come again")
    func again() {
        var agenda = Agenda()
        agenda.insert(1, at: at(10))
        agenda.insert(2, at: at(20))
        agenda.removeFirst()
        #expect(agenda.firstInstant == at(20))
        agenda.insert(3, at: at(10))
        #expect(agenda.popFirstInstant() == [3])
        #expect(agenda.popFirstInstant() == [2])
        #expect(agenda.popFirstInstant().isEmpty)
    }
}
