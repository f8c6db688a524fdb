/// Why there are no credentials. Names places and names, never a value.
public enum CredentialLoadError: Error, Hashable, Sendable, CustomStringConvertible {
    /// `Credentials=systemd`, but the process was given no credentials directory.
    case noCredentialsDirectory
    /// A place holds one of id and key, or neither, but it is the place that was to be used.
    case missing(name: String, origin: LoadedCredential.Origin)
    /// A value is empty or holds blanks or characters that a header can't carry.
    case malformed(name: String, origin: LoadedCredential.Origin)
    case unreadable(name: String, reason: String)
    /// The metadata service didn't give what was asked of it.
    case metadata(reason: String)
    /// `Credentials=auto`, and none of the three places has any.
    case nothingFound(metadata: String)

    public var description: String {
        switch self {
        case .noCredentialsDirectory:
            "Credentials=systemd, but there is no credentials directory: CREDENTIALS_DIRECTORY is not set; "
                + "see LoadCredential= in systemd.exec(5)"
        case .missing(let name, .systemd):
            "the credentials directory lacks \(name); put it into /etc/credstore or /etc/credstore.encrypted, or set "
                + "Credentials= to another source"
        case .missing(let name, let origin):
            "\(name) is missing in \(origin)"
        case .malformed(let name, let origin):
            "\(name) of \(origin) is not valid: it is empty, or holds blanks or characters other than printable ASCII"
        case .unreadable(let name, let reason):
            "the credential \(name) can't be read: \(reason)"
        case .metadata(let reason):
            "the metadata service of this machine gave no credentials: \(reason)"
        case .nothingFound(let metadata):
            "no credentials: there is no credentials directory, TENCENTCLOUD_SECRET_ID is not set, and the metadata "
                + "service gave none (\(metadata))"
        }
    }
}
