/// The version of the programs, as `--version` prints it.
public let tideVersion = "0.1.0"
