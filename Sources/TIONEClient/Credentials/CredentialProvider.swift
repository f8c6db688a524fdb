public import CivilTime

/// Keeps the credentials in use and renews temporary ones before they end.
///
/// An actor: several calls may ask at once, and one of them loads for all.
public actor CredentialProvider {
    /// How long before their end temporary credentials are renewed.
    public static let renewalMargin = Duration.seconds(600)
    /// How soon a failed renewal is tried again while the old credentials still hold.
    static let retryInterval = Duration.seconds(30)

    private let loader: CredentialLoader
    private var loaded: LoadedCredential?
    private var nextRenewal: Instant?
    /// Who waits for those that are being loaded; nil where none are.
    private var waiting: [CheckedContinuation<Result<LoadedCredential, CredentialLoadError>, Never>]?

    public init(loader: CredentialLoader) {
        self.loader = loader
    }

    /// The credentials to sign with at this time, by the trusted clock.
    ///
    /// - Throws: where none can be loaded and those at hand have ended.
    public func current(at now: Instant) async throws(CredentialLoadError) -> LoadedCredential {
        if let loaded, nextRenewal.map({ now < $0 }) ?? true { return loaded }
        switch await load() {
        case .success(let new):
            loaded = new
            nextRenewal = new.expires.map { $0 - Self.renewalMargin }
            // Those that are given out shortly before their end are asked for again at a bearable pace.
            if let renewal = nextRenewal, renewal <= now { nextRenewal = now + Self.retryInterval }
            return new
        case .failure(let error):
            guard let loaded, let expires = loaded.expires, now < expires else { throw error }
            nextRenewal = now + Self.retryInterval
            return loaded
        }
    }

    private func load() async -> Result<LoadedCredential, CredentialLoadError> {
        if waiting != nil { return await withCheckedContinuation { waiting?.append($0) } }
        waiting = []
        let result: Result<LoadedCredential, CredentialLoadError>
        do throws(CredentialLoadError) {
            result = .success(try await loader.load())
        } catch {
            result = .failure(error)
        }
        let others = waiting ?? []
        waiting = nil
        for other in others { other.resume(returning: result) }
        return result
    }
}
