import Autoscaling
import Lint
import TideConfiguration

extension VerifyCommand {
    /// What the API says of the services of all enabled schedules, and of what else there is beside them.
    func onlineFacts(_ loaded: LoadedConfiguration) async throws -> OnlineFacts {
        try await api.perform(loaded, daemon) { access in
            let schedules = loaded.fleet.schedules.filter(\.isEnabled)
            let found = try await ServiceReader.services(of: schedules, api: access, withOthers: true)
            return OnlineFacts(
                services: found.values.compactMap { Observation($0.service) },
                missing: Set(schedules.map(\.serviceId)).subtracting(found.keys))
        }
    }
}
