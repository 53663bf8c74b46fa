import CMalloc

/// The arenas that memory is allocated from.
enum MemoryArenas {
    /// One for each event loop.
    ///
    /// To be called before there are other threads. glibc gives nearly every thread an arena. What one thread allocates and
    /// another frees, as a cache does whose entries come from whichever thread read them, goes back to the arena it came from
    /// or serves the next request of the thread that freed it; so arenas grow beyond what is in use. With nine of them a cache
    /// of 64 MiB took 99 MiB instead of 79. One for all made creates on two processors a tenth slower (mallopt(3),
    /// `M_ARENA_MAX`).
    static func limit(eventLoops: Int) {
        // Where it is refused, things stay as they are.
        _ = malloc_limit_arenas(Int32(clamping: eventLoops))
    }
}
