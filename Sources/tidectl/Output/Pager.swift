import Glibc

/// Pipes output into a pager, by the variables that systemctl(1) names.
enum Pager {
    /// - Returns: false where no pager is wanted or can be started; nothing has been written then.
    static func show(_ text: [UInt8]) -> Bool {
        let chosen = ["SYSTEMD_PAGER", "PAGER"].lazy.compactMap { Terminal.environment($0) }.first
        let command = chosen ?? "less"
        guard !command.isEmpty, command != "cat" else { return false }
        setenv("LESS", Terminal.environment("SYSTEMD_LESS") ?? "FRSXMK", 1)
        setenv("LESSCHARSET", Terminal.environment("SYSTEMD_LESSCHARSET") ?? "utf-8", 0)

        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return false }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        let shell: [String] = ["sh", "-c", command]
        let words = shell.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        // A shell finds out by its own means whether there is such a program.
        guard posix_spawnp(&process, "sh", &actions, nil, words, environ) == 0 else {
            close(ends[0])
            close(ends[1])
            return false
        }
        close(ends[0])
        // A pager that is left early closes the pipe.
        signal(SIGPIPE, SIG_IGN)
        var written = 0
        while written < text.count {
            let count = text[written...].withUnsafeBytes { write(ends[1], $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            written += count
        }
        close(ends[1])
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        // 127: the shell has found no such program, so that nobody has seen anything.
        return status >> 8 & 0xFF != 127
    }
}
