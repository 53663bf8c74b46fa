extension [UInt8] {
    /// An array with room for so many bytes, and what is written to it.
    ///
    /// The initializer for uninitialized memory looks its type up at run time, which takes longer than to write what an answer is
    /// made of.
    @inlinable
    package init(atMost bytes: Int, _ write: (inout ByteCursor) -> Void) {
        self = []
        append(addingCapacity: bytes) { output in
            output.withUnsafeMutableBufferPointer { memory, count in
                var cursor = ByteCursor(UnsafeMutableRawBufferPointer(memory))
                write(&cursor)
                count = cursor.count
            }
        }
    }
}
