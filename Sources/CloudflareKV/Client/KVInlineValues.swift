import KeyValueStore

/// How small values also travel in their key's metadata, so that one listing request brings 1,000 of them.
///
/// The store does not know what the metadata looks like; whoever composes it does. An entry whose writer sets metadata
/// is left alone. What is in the metadata because of this is not shown as the entry's metadata.
///
/// The bound is that of metadata as a whole, 1,024 bytes (`KVLimits.metadataBytesMaximum`): the value, the form around it,
/// and a byte more for every quote and backslash where it lies in a JSON string. So `{"user":"..."}` carries a document of
/// at most 1,013 bytes less the number of its quotes and backslashes. A bare string would carry eleven bytes more, but a
/// process that knows the object only would take it for the entry's own metadata and keep it when it changes the value.
package struct KVInlineValues: Sendable {
    /// The metadata that carries a value, JSON text; nil for a value that is too large or not fit.
    package var metadata: @Sendable (_ value: [UInt8]) -> [UInt8]?
    /// The value that metadata carries; nil for any other metadata.
    ///
    /// The API may have rewritten the metadata's white space and numbers, so the form must keep the value in a JSON
    /// string, or in another way that survives this.
    package var value: @Sendable (_ metadata: [UInt8]) -> [UInt8]?

    package init(
        metadata: @escaping @Sendable (_ value: [UInt8]) -> [UInt8]?,
        value: @escaping @Sendable (_ metadata: [UInt8]) -> [UInt8]?
    ) {
        self.metadata = metadata
        self.value = value
    }

    /// What goes upstream as metadata for an entry.
    func outgoingMetadata(for entry: KVEntry) -> [UInt8]? {
        if let own = entry.metadata { return own }
        guard let inline = metadata(entry.value), inline.count <= KVLimits.metadataBytesMaximum else {
            return nil
        }
        return inline
    }

    /// The entry's own metadata: none, where what came is the carried value and nothing else.
    ///
    /// Metadata that carries another value than the one stored is not ours, and is shown as it is.
    func ownMetadata(_ incoming: [UInt8]?, value: [UInt8]) -> [UInt8]? {
        guard let incoming, self.value(incoming) == value else { return incoming }
        return nil
    }
}
