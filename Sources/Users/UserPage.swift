package import KeyValueStore

/// A page of users in key order.
package struct UserPage: Sendable {
    package var users: [User]
    /// Where the listing goes on; nil at its end.
    package var cursor: KVCursor?
}
