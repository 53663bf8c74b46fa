import ArgumentParser

/// `userkv version`: tells which version this is.
struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    func run() {
        StandardStreams.print("userkv \(BuildInformation.version)")
    }
}
