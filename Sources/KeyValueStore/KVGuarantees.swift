/// What a store promises; an API answer never claims more.
package struct KVGuarantees: Hashable, Sendable {
    /// How far a write's condition reaches.
    package enum Conditions: Hashable, Sendable {
        /// Atomic for every process that uses the store.
        case store
        /// Atomic among the writers of this process only.
        case process
    }

    /// What a read may miss.
    package enum Consistency: Hashable, Sendable {
        /// A read sees every write acknowledged before it began.
        case strong
        /// A read may miss writes of other processes for up to about this long.
        case eventual(staleness: Duration)
    }

    /// What an acknowledged write survives.
    package enum Durability: Hashable, Sendable {
        /// Nothing: it ends with the process.
        case process
        /// Loss of power.
        case disk
        /// Whatever the remote service survives.
        case remote
    }

    package var conditions: Conditions
    package var consistency: Consistency
    package var durability: Durability

    package init(conditions: Conditions, consistency: Consistency, durability: Durability) {
        self.conditions = conditions
        self.consistency = consistency
        self.durability = durability
    }
}
