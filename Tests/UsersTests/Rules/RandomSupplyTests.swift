import Testing

@testable import Users

struct RandomSupplyTests {
    @Test func numbersDifferAlsoWhereManyAsk() async {
        let supply = RandomSupply()
        let numbers = await withTaskGroup(of: [UInt64].self) { group in
            for _ in 0..<8 { group.addTask { (0..<500).map { _ in supply.next() } } }
            return await group.reduce(into: Set<UInt64>()) { $0.formUnion($1) }
        }
        #expect(numbers.count == 4000)
        // Every bit is set in about half of them.
        for bit in 0..<64 {
            let count = numbers.count { $0 >> UInt64(bit) & 1 == 1 }
            #expect((1700...2300).contains(count))
        }
    }
}
