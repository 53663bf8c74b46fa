import Bytes

/// A change of the members of an object, made on its text.
///
/// What comes of it is what the changed tree would be written as, without a tree of the object or of the change.
package struct JSONTextChange {
    /// What the members of a change mean.
    package enum Meaning: Sendable {
        /// Each takes the place of the member of its name, or the end: ``JSONObject/setting(_:)``.
        case setting
        /// JSON Merge Patch (RFC 7396): ``JSONMergePatch``.
        case mergePatch
    }

    /// How many pairs of names are compared for an object; where there are more, an index is the faster way.
    private static let comparisonsMaximum = 1024
    /// How deep objects are merged; each is gone through once for every object that it lies in.
    private static let depthMaximum = 4

    private let meaning: Meaning
    /// Where a value of the object lies that becomes a number.
    private let number: (place: Range<Int>, value: Int64)?

    /// The text of an object after a change; nil where it takes a tree.
    ///
    /// - Parameters:
    ///   - outline: that of the object, as `changeOutline` is that of the change; neither has white space.
    ///   - number: where a value of the object lies that becomes a number, where no member of the change has its name.
    package static func apply(
        _ change: borrowing [UInt8],
        _ changeOutline: borrowing JSONOutline,
        as meaning: Meaning,
        to object: borrowing [UInt8],
        _ outline: borrowing JSONOutline,
        number: (place: Range<Int>, value: Int64)? = nil
    ) -> [UInt8]? {
        guard !outline.hasWhiteSpace, !changeOutline.hasWhiteSpace else { return nil }
        // What is written is never longer than both together.
        let room = object.count + change.count + ByteCursor.decimalBytesMaximum
        return withUnsafeTemporaryAllocation(byteCount: room, alignment: 1) { memory in
            var text = ByteCursor(memory)
            let isWritten = object.withUnsafeBytes { object in
                change.withUnsafeBytes { change in
                    Self(meaning: meaning, number: number)
                        .write(change, changeOutline, on: object, outline, depth: 1, to: &text)
                }
            }
            guard isWritten else { return nil }
            // An array that has no more room than it needs, since it may be kept for long.
            let written = UnsafeRawBufferPointer(rebasing: memory[..<text.count])
            return [UInt8](atMost: written.count) { $0.append(written) }
        }
    }

    /// Writes an object after a change; false where it takes a tree.
    private func write(
        _ change: UnsafeRawBufferPointer,
        _ changeOutline: borrowing JSONOutline,
        on object: UnsafeRawBufferPointer,
        _ outline: borrowing JSONOutline,
        depth: Int,
        to text: inout ByteCursor
    ) -> Bool {
        let members = outline.members
        let changes = changeOutline.members
        guard members.count * changes.count <= Self.comparisonsMaximum else { return false }
        text.append("{")
        let start = text.count
        for member in members {
            let changed = changes.first(named: object.part(member.name), in: change)
            if let changed, removes(changed, change) { continue }
            if text.count > start { text.append(",") }
            if let changed {
                text.append(object.part(member.nameWithColon))
                let value = object.part(member.value)
                guard write(change.part(changed.value), on: value, depth, to: &text) else { return false }
            } else if depth == 1, let number, number.place == member.value {
                text.append(object.part(member.nameWithColon))
                text.append(decimal: number.value)
            } else {
                text.append(object.part(member.whole))
            }
        }
        for changed in changes where !removes(changed, change) {
            if members.first(named: change.part(changed.name), in: object) != nil { continue }
            if text.count > start { text.append(",") }
            text.append(change.part(changed.nameWithColon))
            guard write(change.part(changed.value), on: nil, depth, to: &text) else { return false }
        }
        text.append("}")
        return true
    }

    /// Whether a member of the change removes one.
    private func removes(_ member: JSONOutline.Member, _ change: UnsafeRawBufferPointer) -> Bool {
        meaning == .mergePatch && change[member.value.lowerBound] == UInt8(ascii: "n")
    }

    /// Writes what a value of the change makes of the one in its place: itself, or both merged; what is no object counts as an
    /// empty one then.
    private func write(
        _ change: UnsafeRawBufferPointer,
        on value: UnsafeRawBufferPointer?,
        _ depth: Int,
        to text: inout ByteCursor
    ) -> Bool {
        guard meaning == .mergePatch, change.first == UInt8(ascii: "{") else {
            text.append(change)
            return true
        }
        guard depth < Self.depthMaximum, let outline = JSONParser.outline(change, limits: .inside) else {
            return false
        }
        guard let value, value.first == UInt8(ascii: "{") else {
            return write(change, outline, on: change, .empty, depth: depth + 1, to: &text)
        }
        guard let valueOutline = JSONParser.outline(value, limits: .inside) else { return false }
        return write(change, outline, on: value, valueOutline, depth: depth + 1, to: &text)
    }
}

extension [JSONOutline.Member] {
    /// The member of a name.
    fileprivate func first(
        named name: UnsafeRawBufferPointer,
        in text: UnsafeRawBufferPointer
    ) -> JSONOutline.Member? {
        for member in self where text.part(member.name).equals(name) { return member }
        return nil
    }
}

extension JSONOutline.Member {
    /// From the quote before the name to the end of the value.
    fileprivate var whole: Range<Int> { name.lowerBound - 1..<value.upperBound }

    /// From the quote before the name to the value.
    fileprivate var nameWithColon: Range<Int> { name.lowerBound - 1..<value.lowerBound }
}

extension UnsafeRawBufferPointer {
    fileprivate func part(_ range: Range<Int>) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[range])
    }
}

extension JSONLimits {
    /// What lies inside something that has been checked.
    fileprivate static let inside = JSONLimits(maximumDepth: JSONLimits.depthCeiling)
}
