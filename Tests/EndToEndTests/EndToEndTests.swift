import Testing

/// The tests that start the real binary, one after the other: many programs at once would starve each other.
@Suite(.serialized)
struct EndToEndTests {}
