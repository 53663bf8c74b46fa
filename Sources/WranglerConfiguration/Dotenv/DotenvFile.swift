/// Variables read from files such as `.env` and `.dev.vars`.
package struct DotenvFile: Hashable, Sendable {
    /// A value and the file that it came from.
    package struct Entry: Hashable, Sendable {
        package let value: String
        package let file: String
        /// Counted from 1.
        package let line: Int
    }

    /// By name; where several files or lines define a name, the last one.
    package private(set) var entries: [String: Entry] = [:]

    /// The values by name.
    package var variables: [String: String] { entries.mapValues(\.value) }

    /// Reads one file.
    ///
    /// - Parameters:
    ///   - path: the file; it must exist.
    ///   - expandsReferences: whether `${NAME}` is replaced, except in single quotes.
    ///   - environment: the variables of the process, which win over earlier lines in a reference.
    package mutating func add(
        path: String,
        expandsReferences: Bool,
        environment: [String: String]
    ) throws(DotenvError) {
        let bytes: [UInt8]
        do throws(ConfigurationFileError) {
            bytes = try ConfigurationFile.read(path)
        } catch {
            throw .file(path: path, error)
        }
        try add(bytes, path: path, expandsReferences: expandsReferences, environment: environment)
    }

    mutating func add(
        _ bytes: [UInt8],
        path: String,
        expandsReferences: Bool,
        environment: [String: String]
    ) throws(DotenvError) {
        for variable in try DotenvParser.parse(bytes, file: path) {
            var value = variable.text
            if expandsReferences && variable.quotes != .single {
                let known = entries
                let references = DotenvReferences { environment[$0] ?? known[$0]?.value }
                do throws(DotenvSyntaxProblem) {
                    value = try references.replaced(in: value)
                } catch {
                    throw .syntax(file: path, line: variable.line, error)
                }
            }
            entries[variable.name] = Entry(value: value, file: path, line: variable.line)
        }
    }
}

extension DotenvFile {
    /// Reads the files that wrangler reads for local work.
    ///
    /// Files that were named replace the search. Else it is `.dev.vars.<environment>`, or without it `.dev.vars`, alone and
    /// without references; and where neither exists `.env`, `.env.local`, `.env.<environment>` and
    /// `.env.<environment>.local`, of which later ones win.
    ///
    /// - Parameters:
    ///   - folder: where the wrangler configuration lies.
    ///   - environment: the name of the wrangler environment; nil or empty for none.
    ///   - named: files named by `--env-file`, which must exist.
    ///   - variables: the variables of the process. `CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV=false` leaves out the `.env` files.
    package static func load(
        folder: String,
        environment: String?,
        named: [String] = [],
        variables: [String: String]
    ) throws(DotenvError) -> DotenvFile {
        var result = DotenvFile()
        let suffix = environment.flatMap { $0.isEmpty ? nil : ".\($0)" }
        let devVars = [suffix.map { ".dev.vars\($0)" }, ".dev.vars"].compactMap { $0 }
            .map { ConfigurationFile.path(folder, $0) }
            .first(where: ConfigurationFile.exists)
        if named.isEmpty, let devVars {
            try result.add(path: devVars, expandsReferences: false, environment: variables)
            return result
        }
        let paths = named.isEmpty ? dotenvPaths(folder, suffix: suffix, variables: variables) : named
        for path in paths {
            try result.add(path: path, expandsReferences: true, environment: variables)
        }
        return result
    }

    private static func dotenvPaths(
        _ folder: String,
        suffix: String?,
        variables: [String: String]
    ) -> [String] {
        if variables["CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV"]?.lowercased() == "false" { return [] }
        let environmentNames = suffix.map { [".env\($0)", ".env\($0).local"] } ?? []
        return ([".env", ".env.local"] + environmentNames)
            .map { ConfigurationFile.path(folder, $0) }
            .filter(ConfigurationFile.exists)
    }
}
