import Testing

@testable import KeyValueStore

extension CacheExplorer {
    /// The cache's state machine, a store, and what readers may demand.
    struct World {
        typealias Machine = CacheStateMachine<Int>

        /// A load in the air, and what was true when those who wait for it began.
        private struct LoadInTheAir {
            let load: Machine.Load
            let askedAtNanoseconds: Int64
            /// The oldest state that its latest follower may get.
            var floor: Int
            /// The state that the store answered with, once it has been asked.
            var answer: KVEntry??
        }

        private static let key = KVKey(unchecked: Array("key".utf8))
        private static let second: Int64 = 1_000_000_000
        private static let beginning: Int64 = 1_700_000_000
        private static let expiration = beginning + 60

        private var machine: Machine
        /// States of the store in the order in which they came about; a state's version is its place.
        private var history: [KVEntry?]
        /// The oldest state that a read which begins now may return.
        private var floor = 0
        private var loads: [Int: LoadInTheAir] = [:]
        /// The place in history of each write that took effect.
        private var effects: [Int: Int] = [:]
        private var seconds: Int64 = beginning
        /// Whether a read may not return less than an earlier read did.
        ///
        /// Not so while somebody else writes, whose changes the cache notices later than a read of the store does.
        private let monotonic: Bool
        /// What went wrong.
        private(set) var problem: String?

        init(_ start: Start, monotonic: Bool) {
            self.monotonic = monotonic
            machine = Machine(
                settings: CacheSettings(
                    capacityBytes: 1 << 20,
                    timeToLiveNanoseconds: 100 * Self.second,
                    negativeTimeToLiveNanoseconds: 100 * Self.second
                )
            )
            switch start {
            case .absentUncached, .absentCached: history = [nil]
            case .presentUncached, .presentCached: history = [KVEntry(value: [0], version: KVVersion(0))]
            }
            if start == .absentCached || start == .presentCached {
                _ = beginRead(.standard, actor: -1)
                ask(actor: -1)
                finishRead(actor: -1)
            }
        }

        private var now: CacheInstant {
            CacheInstant(monotonicNanoseconds: seconds * Self.second, wallMilliseconds: seconds * 1000)
        }

        /// What the store holds now.
        private var current: KVEntry? { effective(history[history.count - 1]) }

        private func effective(_ state: KVEntry?) -> KVEntry? {
            state?.isExpired(atMilliseconds: now.wallMilliseconds) ?? true ? nil : state
        }

        /// Does an actor's step; returns whether the actor has nothing more to do.
        mutating func perform(_ actor: Actor, step: Int, actor index: Int) -> Bool {
            switch (actor, step) {
            case (.read(let directive), 0): return beginRead(directive, actor: index)
            case (.failingRead, 0): return beginRead(.standard, actor: index)
            case (.read, 1): ask(actor: index)
            case (.read, _): finishRead(actor: index)
            case (.failingRead, _): failRead(actor: index)
            case (.put, 0), (.delete, 0), (.putOfUnknownOutcome, 0), (.refusedPut, 0):
                machine.beginWrite(Self.key)
            case (.put(let expires), 1): takeEffect(value: true, expires: expires, actor: index)
            case (.putOfUnknownOutcome, 1): takeEffect(value: true, actor: index)
            case (.delete, 1): takeEffect(value: false, actor: index)
            case (.put, _), (.delete, _): acknowledge(actor: index)
            case (.putOfUnknownOutcome, _), (.refusedPut, _):
                machine.finishWrite(Self.key, with: nil, atNanoseconds: now.monotonicNanoseconds)
            case (.foreignPut, 0): takeEffect(value: true, actor: index)
            case (.foreignDelete, 0): takeEffect(value: false, actor: index)
            case (.foreignPut, _), (.foreignDelete, _):
                _ = machine.invalidateAll()
                floor.raise(to: effects[index] ?? 0)
            case (.tick, _): seconds += 61
            case (.eviction, _): _ = HashedKey.with(Self.key.bytes) { machine.entries.remove($0) }
            }
            return false
        }

        /// Reads without changing anything, as if somebody came by just now.
        mutating func probe() {
            var copy = machine
            let cached = HashedKey.with(Self.key.bytes) {
                copy.hit($0, atNanoseconds: now.monotonicNanoseconds)
            }
            if let cached { _ = check(cached.entry, floor: floor, "hit") }
            // Whoever comes now would wait for the joinable load, so that must not bring anything older.
            if let joinable = machine.joinable[Self.key] {
                for actor in loads.keys where loads[actor]?.load == joinable {
                    raiseFloor(ofLoad: actor, to: floor)
                }
            }
        }

        /// What is wrong when nothing is in flight any more.
        var problemAtRest: String? {
            let cached = HashedKey.with(Self.key.bytes) { machine.entries.peek($0) }
            if let cached, cached.isFresh(atNanoseconds: now.monotonicNanoseconds), cached.entry != current {
                return "the cache holds \(String(describing: cached.entry))"
            }
            if !machine.flights.isEmpty || !machine.joinable.isEmpty || !machine.writes.isEmpty {
                return "records were left behind"
            }
            return nil
        }

        private mutating func beginRead(_ directive: KVReadDirective, actor: Int) -> Bool {
            let asked = now.monotonicNanoseconds
            // Who refuses the cache gets at least what the store holds now, whoever wrote it.
            let floor = directive.bypassesCache ? history.count - 1 : floor
            switch machine.beginRead(Self.key, directive, atNanoseconds: asked, handle: { actor }) {
            case .answer(let cached):
                note(check(cached.entry, floor: floor, "answer"))
                return true
            case .notCached: return true
            case .join(let other, _):
                raiseFloor(ofLoad: other, to: floor)
                return true
            case .load(let load, _, _):
                loads[actor] = LoadInTheAir(load: load, askedAtNanoseconds: asked, floor: floor)
                return false
            }
        }

        /// Demands of a load what somebody who joins it now may demand.
        private mutating func raiseFloor(ofLoad actor: Int, to floor: Int) {
            loads[actor]?.floor.raise(to: floor)
        }

        private mutating func ask(actor: Int) {
            let current = current
            loads[actor]?.answer = .some(current)
        }

        private mutating func finishRead(actor: Int) {
            guard let load = loads.removeValue(forKey: actor), let answer = load.answer else { return }
            let cached = CachedEntry(
                answer,
                askedAtNanoseconds: load.askedAtNanoseconds,
                now: now,
                settings: machine.settings,
                attachment: { _ in [] }
            )
            _ = machine.finishLoad(load.load, with: cached, atNanoseconds: now.monotonicNanoseconds)
            note(check(cached.entry, floor: load.floor, "load"))
        }

        private mutating func failRead(actor: Int) {
            guard let load = loads.removeValue(forKey: actor) else { return }
            machine.failLoad(load.load)
        }

        private mutating func takeEffect(value: Bool, expires: Bool = false, actor: Int) {
            let place = history.count
            effects[actor] = place
            let version = KVVersion(UInt64(place))
            let expiration = expires ? Self.expiration : nil
            let entry = KVEntry(value: [UInt8(place)], expiration: expiration, version: version)
            history.append(value ? entry : nil)
        }

        private mutating func acknowledge(actor: Int) {
            guard let place = effects[actor] else { return }
            let cached = CachedEntry(
                history[place],
                askedAtNanoseconds: now.monotonicNanoseconds,
                now: now,
                settings: machine.settings,
                attachment: { _ in [] }
            )
            machine.finishWrite(Self.key, with: cached, atNanoseconds: now.monotonicNanoseconds)
            floor.raise(to: place)
        }

        /// Checks that a read's answer is not expired and not older than a state, and that the store ever held it.
        ///
        /// - Returns: the state's place in history; of several that could be meant, the oldest.
        private mutating func check(_ entry: KVEntry?, floor: Int, _ what: String) -> Int? {
            if let entry, entry.isExpired(atMilliseconds: now.wallMilliseconds) {
                problem = "\(what) outlived its expiration"
                return nil
            }
            let place = history[floor...].indices.first { effective(history[$0]) == entry }
            if place == nil { problem = "\(what) is older than state \(floor): \(String(describing: entry))" }
            return place
        }

        /// Demands of later reads not to go back behind what this one saw.
        private mutating func note(_ place: Int?) {
            if monotonic, let place { floor.raise(to: place) }
        }
    }
}

extension Int {
    fileprivate mutating func raise(to other: Int) {
        self = Swift.max(self, other)
    }
}
