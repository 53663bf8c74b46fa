import NIOCore

/// Makes request identifiers: 32 hexadecimal digits, unique in practice and cheap, not secret.
///
/// A random start per event loop and a counter, mixed by the finaliser of SplitMix64 (Steele, Lea and Flood,
/// 2014).
final class RequestIDGenerator {
    private let prefix = UInt64.random(in: .min ... .max)
    private var counter = UInt64.random(in: .min ... .max)

    /// Writes the next identifier.
    func write(to buffer: inout ByteBuffer) {
        let (high, low) = next()
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 32) { bytes in
            Self.writeHexadecimal(high, to: bytes, at: 0)
            Self.writeHexadecimal(low, to: bytes, at: 16)
            return 32
        }
    }

    /// The next identifier as text.
    func nextText() -> String {
        var buffer = ByteBuffer()
        write(to: &buffer)
        return String(buffer: buffer)
    }

    private func next() -> (UInt64, UInt64) {
        counter &+= 0x9E37_79B9_7F4A_7C15
        var mixed = counter
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return (prefix, mixed ^ (mixed >> 31))
    }

    private static func writeHexadecimal(
        _ value: UInt64,
        to bytes: UnsafeMutableRawBufferPointer,
        at start: Int
    ) {
        for index in 0..<16 {
            let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - 4 * index)) & 15
            bytes[start + index] = digit < 10 ? 0x30 + digit : 0x57 + digit
        }
    }
}

@available(*, unavailable)
extension RequestIDGenerator: Sendable {}
