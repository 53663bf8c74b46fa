/// The rule for expirations that a caller chooses: at least 60 seconds ahead.
///
/// Source: Cloudflare KV documentation, "Expiring keys"; the messages are the ones its runtime gives.
package enum KVExpiration {
    /// Turns a caller's `expiration_ttl` and `expiration` into an absolute time; the time to live wins when both are
    /// given, and the other is then not looked at.
    ///
    /// - Parameters:
    ///   - timeToLive: seconds from now, at least 60.
    ///   - absolute: whole seconds since 1970, at least 60 ahead.
    ///   - now: wall clock, milliseconds since 1970.
    package static func resolve(
        timeToLive: Int64?,
        absolute: Int64?,
        nowMilliseconds now: Int64
    ) throws(KVError) -> Int64? {
        let seconds = now / 1000
        if let timeToLive {
            return try resolve(timeToLive: timeToLive, nowSeconds: seconds)
        }
        guard let absolute else { return nil }
        if absolute <= seconds {
            throw .invalidExpiration(
                "Invalid expiration of \(absolute). Please specify integer greater than the current number of "
                    + "seconds since the UNIX epoch."
            )
        }
        if absolute < seconds + KVLimits.timeToLiveSecondsMinimum {
            throw .invalidExpiration(
                "Invalid expiration of \(absolute). Expiration times must be at least "
                    + "\(KVLimits.timeToLiveSecondsMinimum) seconds in the future."
            )
        }
        if absolute > KVLimits.expirationSecondsMaximum {
            throw .invalidExpiration(
                "Invalid expiration of \(absolute). Expiration times must be at most "
                    + "\(KVLimits.expirationSecondsMaximum)."
            )
        }
        return absolute
    }

    private static func resolve(timeToLive: Int64, nowSeconds: Int64) throws(KVError) -> Int64 {
        if timeToLive <= 0 {
            throw .invalidExpiration(
                "Invalid expiration_ttl of \(timeToLive). Please specify integer greater than 0."
            )
        }
        if timeToLive < KVLimits.timeToLiveSecondsMinimum {
            throw .invalidExpiration(
                "Invalid expiration_ttl of \(timeToLive). Expiration TTL must be at least "
                    + "\(KVLimits.timeToLiveSecondsMinimum)."
            )
        }
        if timeToLive > KVLimits.expirationSecondsMaximum - nowSeconds {
            throw .invalidExpiration(
                "Invalid expiration_ttl of \(timeToLive). Expiration times must be at most "
                    + "\(KVLimits.expirationSecondsMaximum)."
            )
        }
        return nowSeconds + timeToLive
    }
}
