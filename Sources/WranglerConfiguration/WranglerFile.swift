/// Finds and reads the configuration of a Worker.
package enum WranglerFile {
    /// In the order that wrangler searches: a JSON file in any folder above wins over a TOML file in this one.
    private static let names = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"]

    /// The path of the file that wrangler would use from a folder; nil where there is none.
    package static func find(from folder: String) -> String? {
        let folders = ConfigurationFile.foldersUpward(from: folder)
        for name in names {
            for folder in folders {
                let path = ConfigurationFile.path(folder, name)
                if ConfigurationFile.exists(path) { return path }
            }
        }
        return nil
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the file; nil for the one that `find` finds.
    ///   - folder: where the search begins.
    ///   - environment: the environment's name; nil or empty for the top level.
    /// - Returns: nil where no file was named and none was found.
    package static func load(
        path: String?,
        searchingFrom folder: String = ".",
        environment: String?
    ) throws(WranglerError) -> WranglerSettings? {
        guard let path = path ?? find(from: folder) else { return nil }
        if path.hasSuffix(".json") || path.hasSuffix(".jsonc") { throw .unsupportedFormat(file: path) }
        let bytes: [UInt8]
        do throws(ConfigurationFileError) {
            bytes = try ConfigurationFile.read(path)
        } catch {
            throw .file(path: path, error)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return try WranglerSettings(text: text, file: path, environment: environment)
    }
}
