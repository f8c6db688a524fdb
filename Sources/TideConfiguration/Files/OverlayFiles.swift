/// The files of this host, as they would be with some more in their midst.
package struct OverlayFiles: ConfigurationFiles {
    private var base: any ConfigurationFiles
    /// By path; these come before what is at that path.
    package var contents: [String: FileContent] = [:]
    /// Directories of which only some names are seen.
    package var visibleNames: [String: Set<String>] = [:]

    package init(_ base: any ConfigurationFiles = DiskFiles()) { self.base = base }

    package func names(in directory: String) throws(FileFault) -> [String]? {
        let found = try base.names(in: directory)?.filter { visibleNames[directory]?.contains($0) ?? true }
        let added = contents.keys.compactMap { path -> String? in
            let prefix = directory.isEmpty ? "" : "\(directory)/"
            guard path.hasPrefix(prefix) else { return nil }
            return path.dropFirst(prefix.count).split(separator: "/").first.map(String.init)
        }
        if found == nil, added.isEmpty { return nil }
        return Array(Set(found ?? []).union(added))
    }

    package func content(of path: String) -> FileContent { contents[path] ?? base.content(of: path) }
}
