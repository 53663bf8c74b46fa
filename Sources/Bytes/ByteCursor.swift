/// Writes bytes one after the other into memory that has room for them.
///
/// Whoever lends the memory has seen to the room, so no piece asks for it again; that is what makes an answer
/// from the cache cheap to write.
///
/// Inlined into other modules, or each piece would be a call.
@usableFromInline package struct ByteCursor {
    @usableFromInline let start: UnsafeMutableRawPointer
    @usableFromInline let capacity: Int
    /// Bytes written so far.
    @usableFromInline package internal(set) var count = 0

    @inlinable
    package init(_ memory: UnsafeMutableRawBufferPointer) {
        guard let start = memory.baseAddress else { preconditionFailure("the memory lent has an address") }
        self.start = start
        capacity = memory.count
    }

    /// The most digits that a number takes, with its sign.
    package static let decimalBytesMaximum = 20

    // Inlined, so that a text of known length is written without a call.
    @inlinable @inline(__always)
    package mutating func append(_ text: StaticString) {
        append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inlinable
    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    @inlinable @inline(__always)
    package mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        precondition(bytes.count <= capacity - count, "the memory was lent for less")
        (start + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }

    @inlinable
    package mutating func append(text: String) {
        text.utf8.span.withUnsafeBytes { append($0) }
    }

    /// Writes a number in decimal digits.
    package mutating func append(decimal value: Int64) {
        var digits = InlineArray<20, UInt8>(repeating: 0)
        var position = Self.decimalBytesMaximum
        var rest = value.magnitude
        repeat {
            position -= 1
            digits[position] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
            rest /= 10
        } while rest > 0
        if value < 0 {
            position -= 1
            digits[position] = 0x2D
        }
        digits.span.withUnsafeBytes { append(UnsafeRawBufferPointer(rebasing: $0[position...])) }
    }

    /// Writes sixteen hexadecimal digits in lower case.
    package mutating func append(hexadecimal value: UInt64) {
        precondition(capacity - count >= 16, "the memory was lent for less")
        (start + count).storeBytes(of: Self.digits(UInt32(truncatingIfNeeded: value >> 32)), as: UInt64.self)
        (start + count + 8).storeBytes(of: Self.digits(UInt32(truncatingIfNeeded: value)), as: UInt64.self)
        count += 16
    }

    /// The eight digits of a number, the first in the lowest byte of memory: all eight are made at once.
    private static func digits(_ value: UInt32) -> UInt64 {
        // Each half-byte goes to a byte of its own, the highest to the lowest byte.
        var spread = UInt64(value.byteSwapped)
        spread = (spread | spread << 16) & 0x0000_FFFF_0000_FFFF
        spread = (spread | spread << 8) & 0x00FF_00FF_00FF_00FF
        spread = (spread >> 4 & 0x000F_000F_000F_000F) | (spread & 0x000F_000F_000F_000F) << 8
        // Where adding 6 carries into the high half, the digit is a letter.
        let letters = ((spread &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return (spread &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).littleEndian
    }
}
