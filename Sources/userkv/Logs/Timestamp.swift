import Bytes

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A time as people and log collectors read it: RFC 3339 in UTC with milliseconds.
struct Timestamp: Sendable {
    private let time: timespec

    /// The present moment.
    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(time: time)
    }

    private init(time: timespec) {
        self.time = time
    }

    /// A moment since 1970.
    init(milliseconds: Int) {
        time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
    }

    /// Bytes of the text, for the next eight thousand years.
    static let bytes = 24

    /// The text.
    var text: String {
        String(unsafeUninitializedCapacity: Self.bytes) { memory in
            var cursor = ByteCursor(UnsafeMutableRawBufferPointer(memory))
            write(to: &cursor)
            return cursor.count
        }
    }

    /// Writes the text.
    func write(to cursor: inout ByteCursor) {
        var seconds = time.tv_sec
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let year = Int(1900 + parts.tm_year)
        Self.appendPair(year / 100, to: &cursor)
        Self.appendPair(year % 100, to: &cursor)
        cursor.append("-")
        Self.appendPair(Int(parts.tm_mon) + 1, to: &cursor)
        cursor.append("-")
        Self.appendPair(Int(parts.tm_mday), to: &cursor)
        cursor.append("T")
        Self.appendPair(Int(parts.tm_hour), to: &cursor)
        cursor.append(":")
        Self.appendPair(Int(parts.tm_min), to: &cursor)
        cursor.append(":")
        Self.appendPair(Int(parts.tm_sec), to: &cursor)
        cursor.append(".")
        let milliseconds = Int(time.tv_nsec / 1_000_000)
        Self.appendDigit(milliseconds / 100, to: &cursor)
        Self.appendPair(milliseconds % 100, to: &cursor)
        cursor.append("Z")
    }

    private static func appendPair(_ number: Int, to cursor: inout ByteCursor) {
        appendDigit(number / 10, to: &cursor)
        appendDigit(number % 10, to: &cursor)
    }

    private static func appendDigit(_ digit: Int, to cursor: inout ByteCursor) {
        var byte = UInt8(truncatingIfNeeded: digit) &+ UInt8(ascii: "0")
        withUnsafeBytes(of: &byte) { cursor.append($0) }
    }
}
