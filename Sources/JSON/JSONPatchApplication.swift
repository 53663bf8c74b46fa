/// The work of applying a patch: the document so far, and what is left of the allowance for copies.
struct JSONPatchApplication {
    /// A failure at one of an operation's pointers.
    struct Failure: Error {
        let reason: JSONPatchError.Reason
        let pointer: JSONPointer
    }

    private(set) var document: JSONValue
    private let limits: JSONPatchLimits
    private var transferredBytes = 0
    private var steps = 0

    init(_ document: JSONValue, limits: JSONPatchLimits) {
        self.document = document
        self.limits = limits
    }

    /// Whether the document's compact text is within the limit.
    var resultFits: Bool {
        var measure = JSONMeasure(maximumBytes: limits.maximumResultBytes)
        measure.add(document, depth: 0)
        return !measure.isTooLarge
    }

    /// Does one operation.
    ///
    /// It may exceed the allowance of steps by as much as one operation takes, which is linear in the document.
    mutating func perform(_ operation: JSONPatchOperation) throws(Failure) {
        try carryOut(operation)
        if steps > limits.maximumSteps {
            throw Failure(reason: .tooManySteps(limit: limits.maximumSteps), pointer: operation.path)
        }
    }

    private mutating func carryOut(_ operation: JSONPatchOperation) throws(Failure) {
        switch operation {
        case .add(let path, let value):
            try checkDepth(of: value, at: path)
            try add(value, at: path)
        case .remove(let path):
            try remove(at: path)
        case .replace(let path, let value):
            try checkDepth(of: value, at: path)
            try replace(at: path, with: value)
        case .move(let from, let path):
            let value = try value(at: from)
            // Without this a move onto itself would come back at the end of its object.
            if from == path { return }
            try transfer(value, to: path)
            try remove(at: from)
            try add(value, at: path)
        case .copy(let from, let path):
            let value = try value(at: from)
            try transfer(value, to: path)
            try add(value, at: path)
        case .test(let path, let value):
            guard let found = path.resolve(in: document, steps: &steps), found.isEquivalent(to: value) else {
                throw Failure(reason: .testFailed, pointer: path)
            }
        }
    }

    private mutating func value(at pointer: JSONPointer) throws(Failure) -> JSONValue {
        guard let value = pointer.resolve(in: document, steps: &steps) else {
            throw Failure(reason: .targetNotFound, pointer: pointer)
        }
        return value
    }

    private mutating func add(_ value: JSONValue, at path: JSONPointer) throws(Failure) {
        if path.tokens.isEmpty {
            document = value
        } else if !document.change(path.tokens[...], &steps, { $0.add(value, at: $1, &$2) }) {
            throw Failure(reason: .targetNotFound, pointer: path)
        }
    }

    private mutating func replace(at path: JSONPointer, with value: JSONValue) throws(Failure) {
        if path.tokens.isEmpty {
            document = value
        } else if !document.change(path.tokens[...], &steps, { $0.replace($1, with: value, &$2) }) {
            throw Failure(reason: .targetNotFound, pointer: path)
        }
    }

    private mutating func remove(at path: JSONPointer) throws(Failure) {
        guard document.change(path.tokens[...], &steps, { $0.remove($1, &$2) }) else {
            throw Failure(reason: .targetNotFound, pointer: path)
        }
    }

    /// Charges the allowance for a copy or move.
    private mutating func transfer(_ value: JSONValue, to path: JSONPointer) throws(Failure) {
        var measure = JSONMeasure(maximumBytes: limits.maximumTransferredBytes - transferredBytes)
        measure.add(value, depth: path.tokens.count)
        if measure.isTooLarge {
            throw Failure(reason: .tooLarge(limit: limits.maximumResultBytes), pointer: path)
        }
        transferredBytes += measure.bytes
        try checkDepth(measure, at: path)
    }

    private func checkDepth(of value: JSONValue, at path: JSONPointer) throws(Failure) {
        var measure = JSONMeasure(maximumBytes: .max)
        measure.add(value, depth: path.tokens.count)
        try checkDepth(measure, at: path)
    }

    private func checkDepth(_ measure: JSONMeasure, at path: JSONPointer) throws(Failure) {
        if measure.depth > limits.maximumDepth {
            throw Failure(reason: .tooDeep(limit: limits.maximumDepth), pointer: path)
        }
    }
}
