package import KeyValueStore

/// Why a catalogue refuses to change a namespace that the service around it needs.
///
/// A client can do something about these, so they are passed on in words; other refusals are for operators.
package enum KVNamespaceRefusal: String, CaseIterable, Sendable {
    case titleIsNeeded = "the service finds its users by the title of this namespace, which therefore stays"
    case isInUse = "the service keeps its users in this namespace, which therefore stays"

    /// What the catalogue throws.
    package var error: KVNamespaceError { .store(.rejected(reason: rawValue)) }
}
