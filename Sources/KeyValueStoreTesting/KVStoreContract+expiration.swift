import KeyValueStore

/// Expiration: an entry ceases to exist at the beginning of its second.
extension KVStoreContract {
    static let expirationChecks = [
        Check(name: "anEntryExpiresAtItsSecond") { try await $0.anEntryExpiresAtItsSecond() },
        Check(name: "anExpiredEntryIsInNoAnswer") { try await $0.anExpiredEntryIsInNoAnswer() },
        Check(name: "aPastExpirationHidesAtOnce") { try await $0.aPastExpirationHidesAtOnce() },
        Check(name: "aLaterPutSetsTheExpirationAnew") { try await $0.aLaterPutSetsTheExpirationAnew() },
        Check(name: "expiredEntriesDoNotEndAListing") { try await $0.expiredEntriesDoNotEndAListing() },
    ]

    private func anEntryExpiresAtItsSecond() async throws {
        clock.advance(milliseconds: 123)
        let expiration = nowSeconds + 100
        try await put("key", expiration: expiration)
        clock.advance(milliseconds: expiration * 1000 - 1 - clock.wallMilliseconds())
        try ContractViolation.unlessEqual(try await store.get(Self.key("key"))?.expiration, expiration)
        clock.advance(milliseconds: 1)
        try ContractViolation.unlessEqual(try await text("key"), nil)
    }

    private func anExpiredEntryIsInNoAnswer() async throws {
        try await put("expiring", expiration: nowSeconds + 60)
        try await put("staying", expiration: nowSeconds + 61)
        try ContractViolation.unlessEqual(try await listNames(), ["expiring", "staying"])
        clock.advance(seconds: 60)
        try ContractViolation.unlessEqual(try await listNames(), ["staying"])
        let entries = try await store.getMany([Self.key("expiring"), Self.key("staying")])
        try ContractViolation.unlessEqual(entries.map { $0 != nil }, [false, true])
        let outcome = try await store.delete(KVDelete(key: Self.key("expiring"), condition: .absent))
        try ContractViolation.unlessEqual(outcome, .deleted)
    }

    private func aPastExpirationHidesAtOnce() async throws {
        for expiration in [nowSeconds, nowSeconds - 1, 1, 0, -1] {
            try await put("key", "visible")
            try await put("key", "hidden", expiration: expiration)
            try ContractViolation.unlessEqual(try await text("key"), nil)
            try ContractViolation.unlessEqual(try await listNames(), [])
        }
    }

    private func aLaterPutSetsTheExpirationAnew() async throws {
        try await put("longer", expiration: nowSeconds + 60)
        try await put("longer", expiration: nowSeconds + 120)
        try await put("shorter", expiration: nowSeconds + 120)
        try await put("shorter", expiration: nowSeconds + 60)
        clock.advance(seconds: 60)
        try ContractViolation.unlessEqual(try await listNames(), ["longer"])
        clock.advance(seconds: 60)
        try ContractViolation.unlessEqual(try await listNames(), [])
    }

    private func expiredEntriesDoNotEndAListing() async throws {
        for number in 10..<40 {
            try await put("key-\(number)", expiration: number % 10 == 9 ? nil : nowSeconds + 60)
        }
        clock.advance(seconds: 60)
        for limit in [1, 2, 3, 1000] {
            try ContractViolation.unlessEqual(
                try await listNames(limit: limit),
                ["key-19", "key-29", "key-39"]
            )
        }
    }
}
