/// A number that a store, or the cache in front of it, tells about itself, for whoever watches the service.
package struct KVMeasure: Hashable, Sendable {
    /// How the number moves.
    package enum Kind: String, Sendable {
        /// It only grows, from 0 at the start of the process.
        case counter
        /// It goes up and down.
        case gauge
    }

    /// What it is called, in the characters of a Prometheus name, without the service's prefix; a counter's name ends in
    /// `_total`.
    package let name: String
    package let kind: Kind
    /// What it counts, in one line.
    package let help: String
    package let value: Int

    package init(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        self.name = name
        self.kind = kind
        self.help = help
        self.value = value
    }
}
