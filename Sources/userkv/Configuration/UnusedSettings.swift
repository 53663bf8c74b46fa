import CloudflareKV

/// Checks settings that only some configurations use, so that a mistake shows at once and not on the day on which another
/// setting makes it matter.
enum UnusedSettings {
    /// As for the backend that uses it: a read takes up to 10 seconds, and conditions need the window to be longer.
    private static let stalenessWindows = Int64(15_000)...86_400_000

    static func check(_ resolver: SettingsResolver) throws(ConfigurationError) {
        _ = try resolver.value(.coalescing)?.isOn()
        _ = try resolver.value(.stalenessWindow)?.milliseconds(in: stalenessWindows)
        if let base = resolver.value(.apiBaseURL), KVAPIAddress(base.text) == nil {
            throw base.error("an http or https URL without a query")
        }
    }
}
