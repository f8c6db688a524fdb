/// A workspace of the platform, as a `TiProjectId` names it: the default one has no name, an empty one, or `0`.
struct Workspace: Hashable, Sendable {
    private let name: String

    init(_ projectId: String?) {
        name = projectId == "0" ? "" : projectId ?? ""
    }
}
