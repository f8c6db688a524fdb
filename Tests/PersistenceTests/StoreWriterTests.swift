import Autoscaling
import CivilTime
import Synchronization
import Testing

@testable import Persistence

@Suite("The order in which records become durable")
struct StoreWriterTests {
    private let full = StoreError(.full, operation: "write", path: "/state")

    /// A batch of one record.
    private func batch(_ sequence: Int64) -> [WriteQueue.Entry] {
        [(.service(Sample.service("ms-\(sequence)", watermark: sequence)), UInt64(sequence))]
    }

    @Test("What waits goes along in one batch, in the order in which it was handed over")
    func oneBatch() {
        var queue = WriteQueue()
        queue.append(batch(1))
        queue.append(batch(2))
        #expect(queue.takeBatch().map(\.sequence) == [1, 2])
        #expect(queue.isEmpty)
    }

    @Test("Behind a batch that failed nothing is taken until all is handed over anew")
    func refusal() {
        var queue = WriteQueue()
        queue.append(batch(1))
        _ = queue.takeBatch()
        queue.append(batch(2))
        queue.batchFailed()
        queue.append(batch(3))
        #expect(queue.isEmpty)
        queue.resume()
        queue.append(batch(4))
        #expect(queue.takeBatch().map(\.sequence) == [4])
    }

    @Test("A disk that has room again gets nothing until the engine knows, and then all of it in order")
    func healing() throws {
        let store = MemoryStore()
        let events = Mutex<[StoreWriter.Event]>([])
        let writer = StoreWriter(store: store) { event in events.withLock { $0.append(event) } }
        writer.write(batch(1))
        writer.drain()
        store.fault = full
        writer.write(batch(2))
        writer.drain()
        // On its way before the engine has heard of the failure.
        store.fault = nil
        writer.write(batch(3))
        writer.drain()
        // And before it has heard of the healing.
        writer.write(batch(4))
        writer.drain()
        #expect(events.withLock { $0 } == [.persisted(upTo: 1), .failed("\(full)"), .healed])
        #expect(store.state.services.keys.sorted() == ["ms-1"])

        writer.resume()
        writer.write(batch(5))
        writer.drain()
        #expect(events.withLock { $0.last } == .persisted(upTo: 5))
        #expect(store.state.services.keys.sorted() == ["ms-1", "ms-5"])
    }

    @Test("A store that fails again after it has healed is told and tried again")
    func failsAgain() {
        let store = MemoryStore()
        let events = Mutex<[StoreWriter.Event]>([])
        let writer = StoreWriter(store: store) { event in events.withLock { $0.append(event) } }
        for sequence in [1, 2] as [Int64] {
            store.fault = full
            writer.write(batch(sequence))
            writer.drain()
            writer.drain()
            store.fault = nil
            writer.drain()
            writer.resume()
        }
        #expect(events.withLock { $0 } == [.failed("\(full)"), .healed, .failed("\(full)"), .healed])
    }
}
