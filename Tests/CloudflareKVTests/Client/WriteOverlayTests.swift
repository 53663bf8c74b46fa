import KeyValueStore
import Testing

@testable import CloudflareKV

struct WriteOverlayTests {
    private let key = KVKey(unchecked: Array("key".utf8))

    private func put(_ value: String, expiration: Int64? = nil) -> KVChange {
        .put(KVEntry(value: Array(value.utf8), expiration: expiration, version: KVVersion(1)))
    }

    @Test
    func aChangeLastsForTheWindow() {
        var overlay = WriteOverlay(window: 60)
        overlay.record(put("value"), for: key, now: 100)
        overlay.expire(now: 159)
        #expect(overlay[key] == put("value"))
        overlay.expire(now: 160)
        #expect(overlay[key] == nil)
        #expect(overlay.bytes == 0)
    }

    @Test
    func aLaterChangeHasAWindowOfItsOwn() {
        var overlay = WriteOverlay(window: 60)
        overlay.record(put("first"), for: key, now: 100)
        overlay.record(.delete, for: key, now: 130)
        overlay.expire(now: 160)
        #expect(overlay[key] == .delete)
        #expect(overlay.bytes == KVChange.delete.bytes(for: key))
        overlay.expire(now: 190)
        #expect(overlay[key] == nil)
    }

    @Test
    func anExpiringEntryOutlivesTheExpirationThatWasSent() {
        var overlay = WriteOverlay(window: 60)
        overlay.record(put("value", expiration: 5), for: key, now: 0)
        overlay.expire(now: 63_000_000_000)
        #expect(overlay[key] != nil)
        overlay.expire(now: 65_000_000_000)
        #expect(overlay[key] == nil)
    }

    @Test
    func changesComeInOrderAndWithinBounds() {
        var overlay = WriteOverlay(window: 60)
        for name in ["b:2", "b:1", "a:1", "b:3", "c:1", "b"] {
            overlay.record(.delete, for: KVKey(unchecked: Array(name.utf8)), now: 0)
        }
        func names(_ after: String?, _ upTo: String?) -> [String] {
            let changes = overlay.changes(
                prefix: Array("b".utf8),
                after: after.map { Array($0.utf8) },
                upTo: upTo.map { Array($0.utf8) }
            )
            return changes.map(\.key.name)
        }
        #expect(names(nil, nil) == ["b", "b:1", "b:2", "b:3"])
        #expect(names("b:1", nil) == ["b:2", "b:3"])
        #expect(names(nil, "b:2") == ["b", "b:1", "b:2"])
        #expect(names("b:1", "b:1") == [])
    }
}
