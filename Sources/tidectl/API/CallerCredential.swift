import Systemd
import TC3
import TIONEClient

extension Credential {
    /// Of whoever runs the tool: from a directory of credential files where one is given, from the environment
    /// otherwise; never the daemon's.
    ///
    /// - Throws: ``CommandFailure`` that says what is missing.
    static func ofCaller(_ environment: [String: String], directory path: String?) async throws -> Credential {
        let directory = path.map { CredentialsDirectory(path: $0) }
        let loader = CredentialLoader(
            source: directory == nil ? .environment : .systemd, reader: { try directory?.credential($0) },
            environment: environment)
        do throws(CredentialLoadError) {
            return try await loader.load().credential
        } catch {
            switch error {
            case .missing(let name, .environment):
                throw CommandFailure(
                    "\(name) is not set; set it, or give --credentials-directory, for example /etc/credstore")
            case .missing(let name, .systemd): throw CommandFailure("\(path ?? "") lacks \(name)")
            default: throw CommandFailure(error.description)
            }
        }
    }
}
