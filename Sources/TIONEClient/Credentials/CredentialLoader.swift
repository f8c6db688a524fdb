import CivilTime
import TC3

/// Takes credentials from where the configuration says.
public struct CredentialLoader: Sendable {
    /// Gives the content of a systemd credential by its name, or nil where there is none.
    public typealias CredentialReader = @Sendable (_ name: String) throws -> [UInt8]?

    private let source: CredentialSource
    private let reader: CredentialReader?
    private let environment: [String: String]
    private let metadata: MetadataService

    /// - Parameters:
    ///   - reader: reads the service's credentials directory; nil where there is none.
    ///   - role: the name of the CVM role; nil for the only one that the machine has.
    ///   - metadataURL: where role credentials are asked for, without a slash at its end.
    public init(
        source: CredentialSource, reader: CredentialReader?, environment: [String: String], role: String? = nil,
        metadataURL: String = MetadataService.standardURL
    ) {
        self.source = source
        self.reader = reader
        self.environment = environment
        metadata = MetadataService(url: metadataURL, role: role)
    }

    /// Takes them anew at every call; only a CVM role's come over the network.
    ///
    /// - Throws: ``CredentialLoadError`` with where they were looked for and what is missing or wrong;
    ///   never with a value.
    public func load() async throws(CredentialLoadError) -> LoadedCredential {
        switch source {
        case .systemd:
            guard let reader else { throw .noCredentialsDirectory }
            return try Self.systemd(reader)
        case .environment:
            return try fromEnvironment()
        case .cvmRole:
            return try await metadata.credential()
        case .auto:
            if let reader { return try Self.systemd(reader) }
            if environment[Variable.id] != nil || environment[Variable.key] != nil { return try fromEnvironment() }
            do {
                return try await metadata.credential()
            } catch {
                throw .nothingFound(metadata: error.description)
            }
        }
    }

    private enum Variable {
        static let id = "TENCENTCLOUD_SECRET_ID"
        static let key = "TENCENTCLOUD_SECRET_KEY"
        static let token = "TENCENTCLOUD_TOKEN"
    }

    private func fromEnvironment() throws(CredentialLoadError) -> LoadedCredential {
        let token = environment[Variable.token].flatMap { $0.isEmpty ? nil : $0 }
        return try LoadedCredential(origin: .environment, names: (Variable.id, Variable.key, Variable.token)) { name in
            name == Variable.token ? token : environment[name]
        }
    }

    private static func systemd(_ reader: CredentialReader) throws(CredentialLoadError) -> LoadedCredential {
        let names = ("tencentcloud.secret-id", "tencentcloud.secret-key", "tencentcloud.token")
        return try LoadedCredential(origin: .systemd, names: names) { name throws(CredentialLoadError) in
            do {
                return try reader(name).map { content in
                    // An editor or echo(1) ends a file with a line end.
                    var text = content[...]
                    while let last = text.last, last == 0x0A || last == 0x0D { text.removeLast() }
                    return String(decoding: text, as: UTF8.self)
                }
            } catch {
                throw .unreadable(name: name, reason: "\(error)")
            }
        }
    }
}

extension LoadedCredential {
    /// Puts a credential together from its parts, each of which must be fit for a header.
    fileprivate init(
        origin: Origin, names: (id: String, key: String, token: String),
        value: (_ name: String) throws(CredentialLoadError) -> String?
    ) throws(CredentialLoadError) {
        func checked(_ name: String) throws(CredentialLoadError) -> String? {
            guard let text = try value(name) else { return nil }
            guard text.isPrintableToken else { throw .malformed(name: name, origin: origin) }
            return text
        }
        guard let id = try checked(names.id) else { throw .missing(name: names.id, origin: origin) }
        guard let key = try checked(names.key) else { throw .missing(name: names.key, origin: origin) }
        self.init(
            credential: Credential(secretID: id, secretKey: key, token: try checked(names.token)), origin: origin,
            expires: nil)
    }
}

extension String {
    /// Not empty, and all of it printable ASCII without blanks: what an id, a key or a token is made of.
    var isPrintableToken: Bool { !isEmpty && utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
