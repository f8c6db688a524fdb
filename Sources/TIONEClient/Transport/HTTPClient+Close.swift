import AsyncHTTPClient
import Dispatch

extension HTTPClient {
    /// Closes every connection; calls under way end as cancelled.
    ///
    /// On a queue of its own: the library's own `shutdown()` uses the global one, whose threads libdispatch looks at every
    /// second from then on.
    func close() async {
        await withCheckedContinuation { continuation in
            shutdown(queue: DispatchQueue(label: "shutdown")) { _ in continuation.resume() }
        }
    }
}
