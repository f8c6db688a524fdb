/// Where credentials are taken from: the values of `[API] Credentials=`.
public enum CredentialSource: String, Codable, Hashable, Sendable, CaseIterable {
    /// The first of the others that there is, in their order. One that is there but incomplete is an error: the next
    /// could be another account's.
    case auto
    /// The files `tencentcloud.secret-id`, `tencentcloud.secret-key` and, where temporary, `tencentcloud.token` of the
    /// service's credentials directory; see systemd.exec(5).
    case systemd
    /// `TENCENTCLOUD_SECRET_ID`, `TENCENTCLOUD_SECRET_KEY` and, where temporary, `TENCENTCLOUD_TOKEN`.
    case environment
    /// The role of the Cloud Virtual Machine that this runs on, by its metadata service.
    case cvmRole = "cvm-role"
}
