/// A place in the tree of paths, between two segments.
struct RouterNode: Sendable {
    private var literals: [(text: [UInt8], child: Int)] = []
    private(set) var parameterChild: Int?
    private(set) var restChild: Int?
    private var endpoints = InlineArray<7, Int32>(repeating: -1)
    private(set) var methods = MethodSet()

    func endpoint(for method: HTTPMethod) -> Int? {
        let index = endpoints[Int(method.rawValue)]
        return index < 0 ? nil : Int(index)
    }

    mutating func setEndpoint(_ index: Int, for method: HTTPMethod) {
        endpoints[Int(method.rawValue)] = Int32(index)
        methods.insert(method)
    }

    /// Whether a child for this kind of segment leaves no path with two ways to go.
    func accepts(_ segment: RoutePattern.Segment) -> Bool {
        switch segment {
        case .literal: parameterChild == nil && restChild == nil
        case .parameter: literals.isEmpty && restChild == nil
        case .rest: literals.isEmpty && parameterChild == nil
        }
    }

    func child(for segment: RoutePattern.Segment) -> Int? {
        switch segment {
        case .literal(let text): literals.first { $0.text == Array(text.utf8) }?.child
        case .parameter: parameterChild
        case .rest: restChild
        }
    }

    mutating func addChild(_ child: Int, for segment: RoutePattern.Segment) {
        switch segment {
        case .literal(let text): literals.append((Array(text.utf8), child))
        case .parameter: parameterChild = child
        case .rest: restChild = child
        }
    }

    /// The child for a received segment, compared byte by byte, or after decoding where it is encoded.
    func literalChild(matching segment: UnsafeRawBufferPointer) -> Int? {
        for (text, child) in literals where Self.matches(segment, text) { return child }
        return nil
    }

    private static func matches(_ segment: UnsafeRawBufferPointer, _ text: [UInt8]) -> Bool {
        if segment.count < text.count { return false }
        var position = 0
        for expected in text {
            guard position < segment.count else { return false }
            var byte = segment[position]
            position += 1
            if byte == PercentEncoding.mark, position + 1 < segment.count {
                guard let high = segment[position].hexadecimalValue,
                    let low = segment[position + 1].hexadecimalValue
                else { return false }
                byte = high << 4 | low
                position += 2
            }
            if byte != expected { return false }
        }
        return position == segment.count
    }
}
