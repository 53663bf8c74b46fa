import KeyValueStore
import Testing

@testable import CloudflareKV

struct ListingMergeTests {
    private func page(_ names: [String], cursor: String? = nil) -> UpstreamPage {
        UpstreamPage(items: names.map { KVListItem(key: key($0)) }, cursor: cursor)
    }

    private func key(_ name: String) -> KVKey { KVKey(unchecked: Array(name.utf8)) }

    private func put(_ name: String, expiration: Int64? = nil) -> (key: KVKey, change: KVChange) {
        (key(name), .put(KVEntry(value: [1], expiration: expiration, version: KVVersion(1))))
    }

    private func merge(
        _ page: UpstreamPage,
        _ changes: [(key: KVKey, change: KVChange)],
        limit: Int = 1000,
        start: ListingCursor = ListingCursor(lastKey: nil, upstream: nil),
        prefix: String = ""
    ) -> (names: [String], next: ListingCursor?) {
        let merge = ListingMerge(
            prefix: Array(prefix.utf8),
            limit: limit,
            start: start,
            nowMilliseconds: 100_000
        )
        let reach = merge.reach(of: page)
        let within = changes.filter { change in
            reach.map { change.key.bytes.lexicographicallyPrecedes($0 + [0]) } ?? true
        }
        let merged = merge.merge(page, within)
        return (merged.items.map(\.key.name), merged.next)
    }

    @Test
    func writtenKeysAppearInOrderAndDeletedOnesVanish() {
        let merged = merge(
            page(["b", "d", "f"]),
            [put("a"), (key("b"), .delete), put("d"), put("e"), put("g")]
        )
        #expect(merged.names == ["a", "d", "e", "f", "g"])
        #expect(merged.next == nil)
    }

    @Test
    func keysBeyondThePageWaitForTheirs() {
        let merged = merge(page(["b", "d"], cursor: "next"), [put("a"), put("c"), put("e")])
        #expect(merged.names == ["a", "b", "c", "d"])
        #expect(merged.next == ListingCursor(lastKey: Array("d".utf8), upstream: "next"))
    }

    @Test
    func anEmptyPageThatIsNotTheLastMovesOnlyTheUpstreamCursor() {
        let start = ListingCursor(lastKey: Array("c".utf8), upstream: "here")
        let merged = merge(page([], cursor: "next"), [put("d")], start: start)
        #expect(merged.names.isEmpty)
        #expect(merged.next == ListingCursor(lastKey: Array("c".utf8), upstream: "next"))
    }

    @Test
    func aPageThatIsTooLongGoesOnWithinTheSameUpstreamPage() {
        let upstream = page(["a", "b", "c", "d"], cursor: "next")
        var names: [String] = []
        var start: ListingCursor? = ListingCursor(lastKey: nil, upstream: "here")
        var rounds = 0
        while let from = start, from.upstream == "here", rounds < 10 {
            let merged = merge(upstream, from.lastKey == nil ? [put("aa")] : [], limit: 2, start: from)
            names += merged.names
            start = merged.next
            rounds += 1
        }
        #expect(names == ["a", "aa", "b", "c", "d"])
        #expect(start?.upstream == "next")
    }

    @Test
    func aPageThatEndsBeforeItsStartDoesNotLeadBack() {
        // Keys of the overlay filled the page before up to "m", and upstream has its page up to "c" still to give.
        let start = ListingCursor(lastKey: Array("m".utf8), upstream: "here")
        let merged = merge(page(["a", "b", "c"], cursor: "next"), [], start: start)
        #expect(merged.names.isEmpty)
        #expect(merged.next == ListingCursor(lastKey: Array("m".utf8), upstream: "next"))
    }

    @Test
    func anExactlyFullLastPageEndsTheListing() {
        #expect(merge(page(["a", "b"]), [], limit: 2).next == nil)
    }

    @Test
    func expiredKeysAreNotListed() {
        var upstream = page(["a", "b", "c"])
        upstream.items[0].expiration = 100
        upstream.items[1].expiration = 101
        #expect(merge(upstream, [put("c", expiration: 99), put("d", expiration: 100)]).names == ["b"])
    }

    @Test
    func cursorsComeBackForTheirPrefixAlone() {
        let cursors = [
            ListingCursor(lastKey: nil, upstream: nil),
            ListingCursor(lastKey: [0xC3, 0xA9, 0], upstream: nil),
            ListingCursor(lastKey: nil, upstream: "a/b+c="),
            ListingCursor(
                lastKey: [UInt8](repeating: 0x78, count: 512),
                upstream: String(repeating: "y", count: 2000)
            ),
        ]
        for cursor in cursors {
            let text = cursor.text(prefix: [0x61])
            #expect(ListingCursor(text, prefix: [0x61]) == cursor)
            #expect(ListingCursor(text, prefix: [0x62]) == nil)
            #expect(ListingCursor(KVCursor(text.text + "A"), prefix: [0x61]) == nil)
            #expect(ListingCursor(KVCursor(String(text.text.dropLast())), prefix: [0x61]) == nil)
            #expect(text.text.utf8.allSatisfy { PercentEncoding.encode([$0]).utf8.count == 1 })
        }
    }
}
