/// The textbook cache to compare with: one list, the least recently used entry goes.
struct PlainLRU {
    private var newer: [UInt32]
    private var older: [UInt32]
    private var isHeld: [Bool]
    private var held = 0
    private let capacity: Int
    /// The list's end marker stands behind the last key.
    private let end: UInt32

    init(capacity: Int, keyCount: Int) {
        self.capacity = capacity
        end = UInt32(keyCount)
        newer = Array(repeating: end, count: keyCount + 1)
        older = newer
        isHeld = Array(repeating: false, count: keyCount)
    }

    /// Uses a key; whether it was held.
    mutating func use(_ key: UInt32) -> Bool {
        let wasHeld = isHeld[Int(key)]
        if wasHeld {
            unlink(key)
        } else {
            if held == capacity {
                let oldest = newer[Int(end)]
                unlink(oldest)
                isHeld[Int(oldest)] = false
            } else {
                held += 1
            }
            isHeld[Int(key)] = true
        }
        let newest = older[Int(end)]
        older[Int(key)] = newest
        newer[Int(key)] = end
        newer[Int(newest)] = key
        older[Int(end)] = key
        return wasHeld
    }

    private mutating func unlink(_ key: UInt32) {
        let (before, after) = (older[Int(key)], newer[Int(key)])
        newer[Int(before)] = after
        older[Int(after)] = before
    }
}
