final class ControlServer: Sendable {
    static func start(for daemon: Daemon) throws -> ControlServer { ControlServer() }
    func close() {}
}
