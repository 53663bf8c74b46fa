import Testing

@testable import KeyValueStore

/// All interleavings of small schedules on one key.
struct CacheInterleavingTests {
    private static let noCache = KVReadDirective(bypassesCache: true)

    private static let noStore = KVReadDirective(bypassesCache: true, storesNothing: true)

    /// Actors whose steps interleave in every way.
    static let schedules: [[CacheExplorer.Actor]] = [
        // A slow load against writes.
        [.read(), .read(), .put()],
        [.read(), .put(), .put()],
        [.read(), .put(), .delete],
        [.read(), .delete, .delete],
        [.read(noCache), .read(noCache), .put()],
        [.read(), .read(noCache), .delete],
        [.read(), .read(noStore), .put()],
        [.read(noStore), .read(noStore), .delete],
        [.read(noCache), .read(noStore), .foreignPut],
        // Writes that do not go well.
        [.read(), .put(), .putOfUnknownOutcome],
        [.read(), .putOfUnknownOutcome, .refusedPut],
        [.read(), .delete, .refusedPut],
        // Loads that do not go well.
        [.read(), .failingRead, .put()],
        [.failingRead, .read(noCache), .delete],
        // Somebody else writes too.
        [.read(), .put(), .foreignPut],
        [.read(), .delete, .foreignPut],
        [.read(), .put(), .foreignDelete],
        [.read(), .foreignPut, .foreignDelete],
        [.put(), .put(), .foreignPut],
        // Time passes and room is needed.
        [.read(), .put(expires: true), .tick, .tick],
        [.read(), .put(expires: true), .delete, .tick],
        [.read(), .put(expires: true), .foreignPut, .tick],
        [.read(), .put(), .eviction, .tick],
        [.read(), .delete, .eviction, .foreignPut],
    ]

    @Test(arguments: schedules)
    func noReadGoesBackBehindAnAcknowledgedWrite(actors: [CacheExplorer.Actor]) {
        var explorer = CacheExplorer(actors)
        for start in CacheExplorer.Start.allCases { explorer.explore(from: start) }
        #expect(explorer.failures == [])
        #expect(explorer.scheduleCount > 200)
    }

    /// So many orders that one beginning must do.
    static let largeSchedules: [[CacheExplorer.Actor]] = [
        [.read(), .read(noCache), .put(), .foreignPut],
        [.read(), .put(), .put(), .foreignDelete],
    ]

    @Test(arguments: largeSchedules)
    func noReadGoesBackAmongManyActors(actors: [CacheExplorer.Actor]) {
        var explorer = CacheExplorer(actors)
        explorer.explore(from: .presentUncached)
        #expect(explorer.failures == [])
        #expect(explorer.scheduleCount > 10_000)
    }
}
