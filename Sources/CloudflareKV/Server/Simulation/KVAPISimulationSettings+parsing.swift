/// Settings as text: `realistic,seed=7,latency=20ms..80ms,error=0.01`.
extension KVAPISimulationSettings {
    /// Reads `key=value` pairs separated by commas.
    ///
    /// A preset may come first: `realistic`, or `none`, which is also where a text without a preset begins. The empty
    /// text means `realistic`. Times are numbers of seconds or have a unit: `ns`, `us`, `ms`, `s`, `m` or `h`.
    package init(parsing text: String) throws(KVAPISimulationSettingsError) {
        guard !text.isEmpty else {
            self = .realistic
            return
        }
        self.init()
        var seen: Set<String> = []
        for (position, piece) in text.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
            guard let equals = piece.firstIndex(of: "=") else {
                try apply(preset: String(piece), position: position)
                continue
            }
            let key = String(piece[..<equals])
            let value = String(piece[piece.index(after: equals)...])
            guard let option = Self.options.first(where: { $0.key == key }) else { throw .unknownKey(key) }
            guard seen.insert(key).inserted else { throw .duplicateKey(key) }
            guard option.apply(value, &self) else {
                throw .invalidValue(key: key, value: value, expected: option.expected)
            }
        }
    }

    private mutating func apply(preset: String, position: Int) throws(KVAPISimulationSettingsError) {
        guard let settings = ["realistic": Self.realistic, "none": KVAPISimulationSettings()][preset] else {
            throw .malformed(preset)
        }
        guard position == 0 else { throw .latePreset(preset) }
        self = settings
    }
}
