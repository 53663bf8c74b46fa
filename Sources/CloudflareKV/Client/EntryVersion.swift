import KeyValueStore

/// Derives an entry's version from its key and content, the same on every machine and in every process.
///
/// KV has no versions, so two writes of the same content count as the same. The hash is not cryptographic; who can
/// choose contents that collide only defeats conditions on writes of their own.
enum EntryVersion {
    static func of(key: KVKey, value: [UInt8], metadata: [UInt8]?, expiration: Int64?) -> KVVersion {
        KVVersion(hash(key.bytes, value, metadata, expiration))
    }

    /// A hash of byte strings and a number, each told apart from its absence.
    static func hash(_ key: [UInt8], _ value: [UInt8], _ metadata: [UInt8]?, _ expiration: Int64?) -> UInt64 {
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        absorb(key, into: &hash)
        absorb(value, into: &hash)
        if let metadata {
            mix(1, into: &hash)
            absorb(metadata, into: &hash)
        }
        if let expiration {
            mix(2, into: &hash)
            mix(UInt64(bitPattern: expiration), into: &hash)
        }
        return finish(hash)
    }

    private static func absorb(_ bytes: [UInt8], into hash: inout UInt64) {
        bytes.withUnsafeBytes { buffer in
            var offset = 0
            while offset + 8 <= buffer.count {
                mix(
                    UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self)),
                    into: &hash
                )
                offset += 8
            }
            var rest: UInt64 = 0
            for index in offset..<buffer.count { rest = rest << 8 | UInt64(buffer[index]) }
            mix(rest, into: &hash)
        }
        mix(UInt64(bytes.count), into: &hash)
    }

    /// Multiplies to 128 bits and folds the halves, so that every input bit reaches every output bit.
    private static func mix(_ word: UInt64, into hash: inout UInt64) {
        let product = (hash ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        hash = product.high ^ product.low &+ 0x9E37_79B9_7F4A_7C15
    }

    private static func finish(_ hash: UInt64) -> UInt64 {
        var hash = hash
        hash ^= hash >> 32
        hash = hash &* 0xD6E8_FEB8_6659_FD93
        hash ^= hash >> 29
        return hash
    }
}
