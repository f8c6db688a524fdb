import Glibc

/// The directory that systemd fills for one service from `LoadCredential=`, `LoadCredentialEncrypted=` and
/// `SetCredential=`; see "Credentials" in systemd.exec(5).
///
/// Its content is fixed for the life of the service: a new key is seen after a restart.
public struct CredentialsDirectory: Sendable {
    public let path: String

    /// The directory that `CREDENTIALS_DIRECTORY` names; `nil` where the service was given none.
    public init?() {
        guard let variable = getenv("CREDENTIALS_DIRECTORY"), variable.pointee != 0 else { return nil }
        self.init(path: String(cString: variable))
    }

    public init(path: String) {
        self.path = path
    }

    /// The content of one credential, byte for byte; `nil` where there is none of that name.
    ///
    /// - Throws: ``CredentialError`` where the name can't be one, or the file can't be read or is longer than 1 MiB,
    ///   the most that systemd itself allows.
    public func credential(_ name: String) throws(CredentialError) -> [UInt8]? {
        guard Self.isValid(name) else { throw CredentialError(name: name, path: path, problem: .invalidName) }
        let descriptor = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw CredentialError(name: name, path: path, problem: .unreadable(errno))
        }
        defer { close(descriptor) }

        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw CredentialError(name: name, path: path, problem: .unreadable(errno)) }
            guard count > 0 else { return content }
            guard content.count + count <= Self.maximumSize else {
                throw CredentialError(name: name, path: path, problem: .tooLarge)
            }
            content += chunk.prefix(count)
        }
    }

    static let maximumSize = 1 << 20

    /// The rule of systemd's credential_name_valid(): a plain file name.
    private static func isValid(_ name: String) -> Bool {
        let bytes = name.utf8
        return !bytes.isEmpty && bytes.count <= 255 && name != "." && name != ".."
            && bytes.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ":") }
    }
}

public struct CredentialError: Error, Equatable, CustomStringConvertible {
    public enum Problem: Equatable, Sendable {
        case invalidName
        case tooLarge
        /// errno(3) of the attempt.
        case unreadable(Int32)
    }

    public let name: String
    /// The credentials directory.
    public let path: String
    public let problem: Problem

    public var description: String {
        switch problem {
        case .invalidName: "'\(name)' is no name for a credential"
        case .tooLarge: "the credential \(path)/\(name) is longer than \(CredentialsDirectory.maximumSize) bytes"
        case .unreadable(let code): "the credential \(path)/\(name) can't be read: \(errorText(code))"
        }
    }
}
