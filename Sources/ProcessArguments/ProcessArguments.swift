import Glibc

/// What the process was started with, without its own name.
///
/// `CommandLine.arguments` looks for the arguments beside the environment on the stack, and finds none where a
/// preloaded library has moved the environment, as libfaketime does. Then proc_pid_cmdline(5) has them.
public func processArguments() -> [String] {
    let arguments = CommandLine.arguments
    if !arguments.isEmpty { return Array(arguments.dropFirst()) }
    let descriptor = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        guard count > 0 else { break }
        content += buffer[..<count]
    }
    if content.last == 0 { content.removeLast() }
    return content.split(separator: 0, omittingEmptySubsequences: false).dropFirst().map {
        String(decoding: $0, as: UTF8.self)
    }
}
