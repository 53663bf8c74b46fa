import HTTPServer
import KeyValueStore
import Testing

@testable import UserAPI

struct CacheDirectivesTests {
    static let second: Int64 = 1_000_000_000

    static let rows: [(fields: [String], expected: KVReadDirective?)] = [
        ([], nil),
        (["Cache-Control: no-cache"], KVReadDirective(bypassesCache: true)),
        (["Cache-Control: No-Store"], KVReadDirective(bypassesCache: true, storesNothing: true)),
        (["Cache-Control: only-if-cached"], KVReadDirective(onlyIfCached: true)),
        (["Cache-Control: max-age=10"], KVReadDirective(maximumAgeNanoseconds: 10 * second)),
        (["Cache-Control: max-age=0"], KVReadDirective(maximumAgeNanoseconds: 0)),
        (["Cache-Control: MAX-AGE=\"10\""], KVReadDirective(maximumAgeNanoseconds: 10 * second)),
        (
            ["Cache-Control: max-age=10, only-if-cached"],
            KVReadDirective(maximumAgeNanoseconds: 10 * second, onlyIfCached: true)
        ),
        (
            ["Cache-Control: max-age=5", "Cache-Control: only-if-cached"],
            KVReadDirective(maximumAgeNanoseconds: 5 * second, onlyIfCached: true)
        ),
        (["Cache-Control: no-transform, x=\"y\""], .standard),
        (["Cache-Control: ,"], .standard),
        // Huge ages are cut, not wrapped; broken ones count for nothing.
        (
            ["Cache-Control: max-age=9223372036854775807"],
            KVReadDirective(maximumAgeNanoseconds: (1 << 32) * second)
        ),
        (["Cache-Control: max-age=-1"], .standard),
        (["Cache-Control: max-age=x"], .standard),
        (["Cache-Control: max-age"], .standard),
    ]

    @Test(arguments: rows)
    func aRequestSaysWhatTheCacheMayDo(fields: [String], expected: KVReadDirective?) throws {
        #expect(CacheDirectives.read(try TestHead.parse(fields)) == expected)
    }
}
