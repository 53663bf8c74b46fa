/// A queue over an array, with constant-time removal at the front.
struct FirstInFirstOut<Element> {
    private var storage: [Element] = []
    private var head = 0

    var count: Int { storage.count - head }
    var isEmpty: Bool { head == storage.count }
    var first: Element? { isEmpty ? nil : storage[head] }

    /// The element at a distance from the front.
    subscript(index: Int) -> Element { storage[head + index] }

    mutating func append(_ element: Element) {
        storage.append(element)
    }

    mutating func popFirst() -> Element? {
        if isEmpty { return nil }
        let element = storage[head]
        head += 1
        // Removed elements stay in the array until they are the larger half, so that each is moved once on average.
        if head >= 64, head * 2 >= storage.count {
            storage.removeFirst(head)
            head = 0
        }
        return element
    }
}

extension FirstInFirstOut: Sendable where Element: Sendable {}
