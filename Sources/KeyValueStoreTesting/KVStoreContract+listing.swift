import KeyValueStore

/// Listings: every key that begins with a prefix, once, in byte order.
extension KVStoreContract {
    static let listingChecks = [
        Check(name: "anEmptyStoreListsNothing") { try await $0.anEmptyStoreListsNothing() },
        Check(name: "keysAreListedInByteOrder") { try await $0.keysAreListedInByteOrder() },
        Check(name: "pagesOfAnySizeListEachKeyOnce") { try await $0.pagesOfAnySizeListEachKeyOnce() },
        Check(name: "aPrefixListsExactlyWhatBeginsWithIt") {
            try await $0.aPrefixListsExactlyWhatBeginsWithIt()
        },
        Check(name: "prefixesAreBytes") { try await $0.prefixesAreBytes() },
        Check(name: "itemsCarryMetadataAndExpiration") { try await $0.itemsCarryMetadataAndExpiration() },
        Check(name: "entriesThatComeAlongAreWhole") { try await $0.entriesThatComeAlongAreWhole() },
        Check(name: "largeValuesDoNotBreakAListing") { try await $0.largeValuesDoNotBreakAListing() },
    ]

    private func anEmptyStoreListsNothing() async throws {
        try ContractViolation.unlessEqual(try await listNames(), [])
        try ContractViolation.unlessEqual(try await listNames(prefix: "x", limit: 1), [])
    }

    private func keysAreListedInByteOrder() async throws {
        // In UTF-16 order U+FF5E would come after the characters beyond U+FFFF; in a dictionary, "a" before "Z".
        let ordered = [
            "\u{0}", "\u{1}", " ", "!", "..a", "0", "10", "9", "A", "Z", "a", "aa", "b", "z", "~", "\u{7F}",
            "\u{80}",
            "\u{DF}", "\u{E9}", "\u{FF}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{FF5E}", "\u{FFFD}",
            "\u{10000}",
            "\u{1F600}", "\u{10FFFF}",
        ]
        for name in ordered.reversed() { try await put(name) }
        try ContractViolation.unlessEqual(try await listNames(), ordered)
    }

    private func pagesOfAnySizeListEachKeyOnce() async throws {
        let names = (0..<23).map { "key-\($0)" } + ["other", "a", "z"]
        for name in names { try await put(name) }
        let expected = names.filter { $0.hasPrefix("key-") }.sorted()
        for limit in [1, 2, 3, 5, 7, 11, 22, 23, 24, 1000] {
            try ContractViolation.unlessEqual(try await listNames(prefix: "key-", limit: limit), expected)
            try ContractViolation.unlessEqual(try await listNames(limit: limit), names.sorted())
        }
    }

    private func aPrefixListsExactlyWhatBeginsWithIt() async throws {
        let names = ["user", "user:", "user:1", "user:10", "user:2", "user;", "user9", "use", "\u{0}user:"]
        for name in names { try await put(name) }
        try ContractViolation.unlessEqual(
            try await listNames(prefix: "user:"),
            ["user:", "user:1", "user:10", "user:2"]
        )
        try ContractViolation.unlessEqual(try await listNames(prefix: "user:1"), ["user:1", "user:10"])
        try ContractViolation.unlessEqual(try await listNames(prefix: "user:10"), ["user:10"])
        try ContractViolation.unlessEqual(try await listNames(prefix: "user:100"), [])
        try ContractViolation.unlessEqual(try await listNames(prefix: "User"), [])
        try ContractViolation.unlessEqual(try await listNames(prefix: "").count, names.count)
        try ContractViolation.unlessEqual(try await listNames(prefix: "use").count, names.count - 1)
    }

    private func prefixesAreBytes() async throws {
        let names = ["\u{7F}", "\u{C3}", "\u{E9}", "\u{E9}t\u{E9}", "\u{10FFFF}", "\u{10FFFF}\u{10FFFF}"]
        for name in names { try await put(name) }
        // Half a character is a prefix like any other.
        try await expectNames(prefix: [0xC3], ["\u{C3}", "\u{E9}", "\u{E9}t\u{E9}"])
        try await expectNames(prefix: [0xC3, 0xA9], ["\u{E9}", "\u{E9}t\u{E9}"])
        try await expectNames(prefix: [0xF4, 0x8F, 0xBF, 0xBF], ["\u{10FFFF}", "\u{10FFFF}\u{10FFFF}"])
        try await expectNames(prefix: [0xF4], ["\u{10FFFF}", "\u{10FFFF}\u{10FFFF}"])
        try await expectNames(prefix: [0x7F], ["\u{7F}"])
        // No key can begin with these; their upper bound is the hard part.
        try await expectNames(prefix: [0xFF], [])
        try await expectNames(prefix: [0xFF, 0xFF, 0xFF], [])
        try await expectNames(prefix: [0xC3, 0xFF], [])
    }

    private func expectNames(prefix: [UInt8], _ expected: [String]) async throws {
        for limit in [1, 1000] {
            let found = try await listAll(prefix: prefix, limit: limit).map(\.key.name)
            try ContractViolation.unlessEqual(found, expected)
        }
    }

    private func itemsCarryMetadataAndExpiration() async throws {
        let expiration = nowSeconds + 1000
        try await put("a", metadata: #""text""#, expiration: expiration)
        try await put("b", metadata: "{}")
        try await put("c", expiration: expiration)
        try await put("d")
        let items = try await listAll()
        try ContractViolation.unlessEqual(items.map(\.key.name), ["a", "b", "c", "d"])
        let metadata = [Self.bytes(#""text""#), Self.bytes("{}"), nil, nil]
        try ContractViolation.unlessEqual(items.map(\.metadata), metadata)
        try ContractViolation.unlessEqual(items.map(\.expiration), [expiration, nil, expiration, nil])
    }

    private func entriesThatComeAlongAreWhole() async throws {
        try await put("a", "value of a", metadata: "1", expiration: nowSeconds + 1000)
        try await put("b", "")
        for item in try await listAll(includesEntries: true) {
            // A store that does not have them at hand may leave them out, but never gives half of one.
            guard let entry = item.entry else { continue }
            try ContractViolation.unlessEqual(try await store.get(item.key), entry)
        }
    }

    private func largeValuesDoNotBreakAListing() async throws {
        let half = KVLimits.listPageValueBytesMaximum / 2
        let sizes = [half, half, 1, KVLimits.listPageValueBytesMaximum + 1, half + 1, half]
        for (number, size) in sizes.enumerated() {
            let value = [UInt8](repeating: UInt8(number), count: size)
            _ = try await store.put(KVWrite(key: Self.key("key-\(number)"), value: value))
        }
        for includesEntries in [true, false] {
            let items = try await listAll(includesEntries: includesEntries)
            try ContractViolation.unlessEqual(items.map(\.key.name), sizes.indices.map { "key-\($0)" })
        }
    }
}
