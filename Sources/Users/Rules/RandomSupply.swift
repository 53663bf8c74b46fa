import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Random numbers of the system, fetched many at a time.
///
/// Asking the kernel for the two of each identifier took longer than the rest of making it.
final class RandomSupply: Sendable {
    /// The supply of this process.
    static let shared = RandomSupply()

    /// 256 bytes, the most that one call gives (getentropy(3)).
    private static let count = 32

    private let numbers = Mutex<[UInt64]>([])

    /// A number that nobody has been given before.
    func next() -> UInt64 {
        numbers.withLock { numbers in
            if let number = numbers.popLast() { return number }
            Self.fill(&numbers)
            return numbers.removeLast()
        }
    }

    private static func fill(_ numbers: inout [UInt64]) {
        numbers = [UInt64](repeating: 0, count: count)
        let isFilled = numbers.withUnsafeMutableBytes { bytes in
            #if canImport(Darwin)
            arc4random_buf(bytes.baseAddress, bytes.count)
            return true
            #else
            return getentropy(bytes.baseAddress, bytes.count) == 0
            #endif
        }
        if isFilled { return }
        // A kernel without the call; the standard library has other ways.
        var generator = SystemRandomNumberGenerator()
        for index in numbers.indices { numbers[index] = generator.next() }
    }
}
