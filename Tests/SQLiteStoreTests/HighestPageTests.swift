import KeyValueStoreTesting
import Testing

@testable import SQLiteStore

struct HighestPageTests {
    @Test func aNumberThatAPageHadForAMomentIsForgotten() {
        var highest = HighestPage()
        highest.add(7)
        highest.add(9)
        highest.move(7, to: 262_145)
        #expect(highest.bound == 262_145)
        // Others come meanwhile.
        highest.add(10)
        highest.move(262_145, to: 8)
        #expect(highest.bound == 10)
        let hasSome = highest.drop(from: 11)
        #expect(!hasSome)
    }

    @Test func whatMayBeBehindTheEndIsDropped() {
        var highest = HighestPage()
        for page in 1...20 as ClosedRange<UInt32> { highest.add(page) }
        let dropped = [20, 20, 0, 1].map { highest.drop(from: $0) }
        #expect(dropped == [true, false, true, false])
        #expect(highest.bound == 0)
    }

    @Test func itIsNeverBelowAPage() {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededRandom(seed: seed)
        for _ in 0..<200 {
            var highest = HighestPage()
            var pages: Set<UInt32> = []
            for _ in 0..<100 {
                let page = UInt32.random(in: 1...40, using: &generator)
                switch Int.random(in: 0..<8, using: &generator) {
                case 0:
                    let hasSome = highest.drop(from: page)
                    #expect(hasSome || !pages.contains { $0 >= page })
                    pages = pages.filter { $0 < page }
                case 1, 2:
                    guard let old = pages.randomElement(using: &generator) else { continue }
                    highest.move(old, to: page)
                    pages.remove(old)
                    pages.insert(page)
                case 3:
                    // SQLite's cache gives pages up by itself.
                    if let given = pages.randomElement(using: &generator) { pages.remove(given) }
                default:
                    highest.add(page)
                    pages.insert(page)
                }
                #expect(pages.allSatisfy { $0 <= highest.bound }, "seed \(seed)")
            }
        }
    }
}
