import CloudflareKV

/// Checks settings that only some configurations use, so that a mistake shows at once and not on the day on which another
/// setting makes it matter.
enum UnusedSettings {
    static func check(_ resolver: SettingsResolver) throws(ConfigurationError) {
        _ = try resolver.value(.coalescing)?.isOn()
        _ = try resolver.value(.stalenessWindow)?.milliseconds(in: CloudflareSettings.stalenessWindows)
        if let base = resolver.value(.apiBaseURL), KVAPIAddress(base.text) == nil {
            throw base.error("an http or https URL without a query")
        }
    }
}
