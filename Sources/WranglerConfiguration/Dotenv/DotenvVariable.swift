/// A variable as a file defines it, before references are replaced.
struct DotenvVariable: Hashable, Sendable {
    enum Quotes: Hashable, Sendable {
        case none
        case single
        case double
        case back
    }

    let name: String
    /// Without quotes; in double quotes `\n`, `\r`, `\t`, `\"` and `\\` are replaced.
    let text: String
    let quotes: Quotes
    /// Counted from 1; the first one of a value over several lines.
    let line: Int
}
