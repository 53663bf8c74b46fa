import UserAPI

/// The API key that a command presents to a service.
enum CallerKey {
    /// The variable that holds the key itself.
    static let variable = "USERKV_API_KEY"

    /// The first key of the file, which has the form of the service's own file of keys, else the variable; nil for neither.
    ///
    /// An empty variable counts as not set.
    static func read(
        file: String?,
        environment: [String: String] = Environment.variables()
    ) throws(ConfigurationError) -> String? {
        if let file {
            let subject = "--api-key-file \(file)"
            let text: String
            do throws(TextFileError) {
                text = try TextFile.read(file)
            } catch {
                throw ConfigurationError(subject: subject, reason: error.description)
            }
            return try first(of: text, subject)
        }
        guard let text = environment[variable], !text.isEmpty else { return nil }
        return try first(of: text, "\(variable) (environment)")
    }

    private static func first(of text: String, _ subject: String) throws(ConfigurationError) -> String {
        do throws(APIKeysError) {
            _ = try APIKeys(fileText: text)
        } catch {
            throw ConfigurationError(subject: subject, reason: error.description)
        }
        // Bytes, because a carriage return and a line feed together are one character.
        let blanks = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            let key = line.drop(while: blanks.contains).reversed().drop(while: blanks.contains).reversed()
            if let start = key.first, start != UInt8(ascii: "#") {
                return String(decoding: Array(key), as: UTF8.self)
            }
        }
        throw ConfigurationError(subject: subject, reason: "holds no key")
    }
}
