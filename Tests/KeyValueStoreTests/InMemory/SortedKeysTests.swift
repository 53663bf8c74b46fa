import Testing

@testable import KeyValueStore

struct SortedKeysTests {
    /// Numbers as keys, in an order that looks random but is always the same.
    let numbers = (0..<3000).map { $0 * 1777 % 3001 }

    func key(_ number: Int) -> KVKey {
        KVKey(unchecked: [UInt8(number >> 8), UInt8(number & 0xFF)])
    }

    func keys(of sorted: SortedKeys, from bound: [UInt8] = []) -> [KVKey] {
        var keys: [KVKey] = []
        sorted.forEach(from: bound) {
            keys.append($0)
            return true
        }
        return keys
    }

    @Test func keysComeInOrderHoweverTheyWereInserted() {
        var sorted = SortedKeys()
        for number in numbers { sorted.insert(key(number)) }
        #expect(keys(of: sorted) == numbers.sorted().map(key))
    }

    @Test func removedKeysDoNotComeBack() {
        var sorted = SortedKeys()
        for number in numbers { sorted.insert(key(number)) }
        for number in numbers where number % 3 != 0 { sorted.remove(key(number)) }
        #expect(keys(of: sorted) == numbers.filter { $0 % 3 == 0 }.sorted().map(key))
        for number in numbers where number % 3 == 0 { sorted.remove(key(number)) }
        #expect(keys(of: sorted).isEmpty)
        sorted.insert(key(1))
        #expect(keys(of: sorted) == [key(1)])
    }

    @Test(arguments: [0, 1, 511, 512, 513, 1500, 2999, 3000, 3001])
    func aWalkBeginsAtItsBound(bound: Int) {
        var sorted = SortedKeys()
        for number in numbers { sorted.insert(key(number)) }
        let expected = numbers.filter { $0 >= bound }.sorted().map(key)
        #expect(keys(of: sorted, from: key(bound).bytes) == expected)
        // A bound that is no key lies between two.
        let later = numbers.filter { $0 > bound }.sorted().map(key)
        #expect(keys(of: sorted, from: key(bound).bytes + [0]) == later)
    }

    @Test func aWalkEndsWhenToldTo() {
        var sorted = SortedKeys()
        for number in numbers { sorted.insert(key(number)) }
        var count = 0
        sorted.forEach(from: []) { _ in
            count += 1
            return count < 700
        }
        #expect(count == 700)
    }
}
