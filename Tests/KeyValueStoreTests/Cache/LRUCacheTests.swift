import KeyValueStore
import Testing

/// What the LRU promises, one by one.
struct LRUCacheTests {
    /// A cache with short names for the three operations.
    final class Fixture {
        var cache: LRUCache<Int>

        init(capacityBytes: Int = 1 << 20, entryCountMaximum: Int = 1000) {
            cache = LRUCache(capacityBytes: capacityBytes, entryCountMaximum: entryCountMaximum)
        }

        @discardableResult
        func insert(_ key: String, _ value: Int, bytes: Int = 0) -> Bool {
            cache.insert(value, forKey: Array(key.utf8), valueBytes: bytes)
        }

        func lookUp(_ key: String) -> Int? {
            HashedKey.with(Array(key.utf8)) { cache.value(forKey: $0) }
        }

        func peek(_ key: String) -> Int? {
            HashedKey.with(Array(key.utf8)) { cache.peek($0) }
        }

        @discardableResult
        func remove(_ key: String) -> Int? {
            HashedKey.with(Array(key.utf8)) { cache.remove($0) }
        }

        /// Which of the keys are held.
        func held(_ keys: [String]) -> [String] {
            keys.filter { peek($0) != nil }
        }
    }

    @Test func lookingUpFindsWhatWasInsertedAndNothingElse() {
        let fixture = Fixture()
        #expect(fixture.lookUp("a") == nil)
        fixture.insert("a", 1)
        fixture.insert("b", 2)
        #expect(fixture.lookUp("a") == 1)
        #expect(fixture.lookUp("b") == 2)
        #expect(fixture.lookUp("c") == nil)
        #expect(fixture.cache.counters.hits == 2)
        #expect(fixture.cache.counters.misses == 2)
        #expect(fixture.cache.counters.insertions == 2)
        #expect(fixture.cache.counters.entries == 2)
    }

    @Test func twoPiecesFindTheKeyThatTheyMakeTogether() {
        let fixture = Fixture()
        fixture.insert("user:42", 42)
        for split in 0...7 {
            let key = Array("user:42".utf8)
            let found = key.withUnsafeBytes { bytes in
                HashedKey.with(
                    prefix: UnsafeRawBufferPointer(rebasing: bytes[..<split]),
                    rest: UnsafeRawBufferPointer(rebasing: bytes[split...])
                ) { fixture.cache.value(forKey: $0) }
            }
            #expect(found == 42)
        }
    }

    @Test func theEmptyKeyIsAKeyLikeAnother() {
        let fixture = Fixture()
        fixture.insert("", 7)
        fixture.insert("a", 8)
        #expect(fixture.lookUp("") == 7)
        #expect(fixture.remove("") == 7)
        #expect(fixture.lookUp("") == nil)
        #expect(fixture.lookUp("a") == 8)
    }

    @Test func whatWasUsedLeastRecentlyGoesFirst() {
        let fixture = Fixture(entryCountMaximum: 5)
        let keys = ["a", "b", "c", "d", "e", "f", "g"]
        for key in keys { fixture.insert(key, 0) }
        #expect(fixture.held(keys) == ["c", "d", "e", "f", "g"])
        #expect(fixture.cache.counters.evictions == 2)
    }

    @Test func aSecondUseProtectsFromWhatIsUsedOnce() {
        let fixture = Fixture(entryCountMaximum: 5)
        fixture.insert("hot", 1)
        #expect(fixture.lookUp("hot") == 1)
        for number in 0..<100 { fixture.insert("scan\(number)", number) }
        #expect(fixture.peek("hot") == 1)
        #expect(fixture.cache.count == 5)
    }

    @Test func whatOverflowsTheProtectedShareIsDemotedOldestFirst() {
        let fixture = Fixture(entryCountMaximum: 5)
        let keys = ["a", "b", "c", "d", "e"]
        for key in keys { fixture.insert(key, 0) }
        // Four of five may be protected: the fifth promotion sends the first back.
        for key in keys { _ = fixture.lookUp(key) }
        fixture.insert("f", 0)
        #expect(fixture.held(keys) == ["b", "c", "d", "e"])
    }

    @Test func peekingDoesNotCountAsAUse() {
        let fixture = Fixture(entryCountMaximum: 5)
        fixture.insert("a", 1)
        #expect(fixture.peek("a") == 1)
        for number in 0..<5 { fixture.insert("b\(number)", number) }
        #expect(fixture.peek("a") == nil)
        #expect(fixture.cache.counters.hits == 0)
    }

    @Test func aValueThatIsNotUsableCountsAsAMissAndIsNotPromoted() {
        let fixture = Fixture(entryCountMaximum: 5)
        fixture.insert("a", 1)
        let found = HashedKey.with(Array("a".utf8)) { fixture.cache.value(forKey: $0) { $0 > 1 } }
        #expect(found == nil)
        #expect(fixture.cache.counters.misses == 1)
        for number in 0..<5 { fixture.insert("b\(number)", number) }
        #expect(fixture.peek("a") == nil)
    }

    @Test func heavyEntriesPushOutMoreThanLightOnes() {
        let fixture = Fixture(capacityBytes: 100_000)
        let light = (0..<200).map { "light\($0)" }
        for key in light { fixture.insert(key, 0, bytes: 100) }
        #expect(fixture.held(light).count == 200)
        for number in 0..<3 { fixture.insert("heavy\(number)", 0, bytes: 24_000) }
        #expect(fixture.held(light).count < 160)
        #expect(fixture.held(light) == Array(light.suffix(fixture.held(light).count)))
        #expect(fixture.held(["heavy0", "heavy1", "heavy2"]).count == 3)
        #expect(fixture.cache.bytes <= 100_000)
    }

    @Test func whatCostsMoreThanItsShareIsNotAdmittedAndReplacesNothingByItself() {
        let fixture = Fixture(capacityBytes: 10_000)
        #expect(fixture.insert("a", 1, bytes: 1000))
        #expect(!fixture.insert("b", 2, bytes: 2500))
        #expect(fixture.lookUp("b") == nil)
        #expect(fixture.lookUp("a") == 1)
        // The old value must not survive a newer one that is too heavy.
        #expect(!fixture.insert("a", 3, bytes: 2500))
        #expect(fixture.lookUp("a") == nil)
        #expect(fixture.cache.count == 0)
    }

    @Test(arguments: [(0, 1000), (-1, 1000), (1 << 20, 0)])
    func withoutRoomTheCacheIsOff(capacityBytes: Int, entryCountMaximum: Int) {
        let fixture = Fixture(capacityBytes: capacityBytes, entryCountMaximum: entryCountMaximum)
        #expect(!fixture.insert("a", 1))
        #expect(fixture.lookUp("a") == nil)
        #expect(fixture.cache.bytes == 0)
    }

    @Test func removingTakesOutOneEntry() {
        let fixture = Fixture()
        for key in ["a", "b", "c"] { fixture.insert(key, 5) }
        #expect(fixture.remove("b") == 5)
        #expect(fixture.remove("b") == nil)
        #expect(fixture.held(["a", "b", "c"]) == ["a", "c"])
        #expect(fixture.cache.count == 2)
    }

    @Test func insertingAgainChangesValueAndCost() {
        let fixture = Fixture()
        fixture.insert("a", 1, bytes: 1000)
        let heavy = fixture.cache.bytes
        fixture.insert("a", 2, bytes: 400)
        #expect(fixture.cache.bytes == heavy - 600)
        #expect(fixture.lookUp("a") == 2)
        #expect(fixture.cache.count == 1)
    }

    @Test func removingAllGivesBackTheMemoryAndKeepsWorking() {
        let fixture = Fixture(entryCountMaximum: 10_000)
        for number in 0..<5000 { fixture.insert("key\(number)", number) }
        let removed = fixture.cache.removeAll()
        #expect(removed.count == 5000)
        #expect(fixture.cache.bytes == 0)
        #expect(fixture.cache.count == 0)
        #expect(fixture.lookUp("key17") == nil)
        fixture.insert("key17", 18)
        #expect(fixture.lookUp("key17") == 18)
    }

    @Test func slotsOfManyLightEntriesAreGivenBackToHeavyOnes() {
        let fixture = Fixture(capacityBytes: 1 << 20, entryCountMaximum: 100_000)
        for number in 0..<20_000 { fixture.insert("light\(number)", number) }
        let slots = fixture.cache.count * LRUCache<Int>.slotBytes
        #expect(slots > 500_000)
        for number in 0..<8 { fixture.insert("heavy\(number)", number, bytes: 200_000) }
        // Were free slots kept for ever, only two or three such entries would fit beside them.
        #expect(fixture.held((0..<8).map { "heavy\($0)" }).count == 5)
        #expect(fixture.cache.bytes <= 1 << 20)
    }
}
