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

    /// The folder that a file lies in.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Whether a file that was found lies above the folder where the search began, and not in it.
    package static func isAbove(_ path: String, _ folder: String = ".") -> Bool {
        ConfigurationFile.foldersUpward(from: folder).first != Self.folder(of: path)
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the file; nil for the one that `find` finds.
    ///   - folder: where the search begins.
    ///   - environment: the environment's name; nil or empty for the top level.
    ///   - needsIdentifiers: whether account and namespaces that cannot be used are an error; else they are left out.
    /// - Returns: nil where no file was named and none was found.
    package static func load(
        path: String?,
        searchingFrom folder: String = ".",
        environment: String?,
        needsIdentifiers: Bool = true
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
        return try WranglerSettings(
            text: text,
            file: path,
            environment: environment,
            needsIdentifiers: needsIdentifiers
        )
    }
}
