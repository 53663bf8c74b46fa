/// Where the first names of an object stand in its document, to notice one that comes again.
struct JSONNameExtents {
    private static let capacity = 16

    private var fingerprints = InlineArray<16, UInt64>(repeating: 0)
    private var starts = InlineArray<16, Int>(repeating: 0)
    private var count = 0

    /// Notes a name without escapes; false where it was there before, may have been, or where there is no room.
    mutating func note(_ range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Bool {
        guard count < Self.capacity else { return false }
        let name = UnsafeRawBufferPointer(rebasing: bytes[range])
        let fingerprint = JSONNameTable.fingerprint(of: name)
        for index in 0..<count where fingerprints[index] == fingerprint {
            // The name noted there ends with its quote, and no name holds one.
            let end = min(starts[index] + name.count, bytes.count)
            if name.elementsEqual(bytes[starts[index]..<end]) { return false }
        }
        fingerprints[count] = fingerprint
        starts[count] = range.lowerBound
        count += 1
        return true
    }
}
