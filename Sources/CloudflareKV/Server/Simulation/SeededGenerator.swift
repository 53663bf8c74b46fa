/// Numbers that look random and are the same for the same seed: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A generator of its own for one of many streams, so that how much one of them draws does not shift the others.
    init(seed: UInt64, stream: UInt64) {
        var mixer = SeededGenerator(seed: seed)
        var streamMixer = SeededGenerator(seed: stream ^ mixer.next())
        state = streamMixer.next()
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, but not including, 1.
    mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Whether an event of this probability happens.
    ///
    /// One number is drawn whatever the probability.
    mutating func happens(_ probability: Double) -> Bool {
        fraction() < probability
    }
}
