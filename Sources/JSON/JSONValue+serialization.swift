extension JSONValue {
    /// The compact text: no white space, numbers and strings exactly as they were sent.
    package var bytes: [UInt8] {
        var output: [UInt8] = []
        append(to: &output)
        return output
    }

    /// The length of the compact text in bytes.
    package var byteCount: Int {
        var measure = JSONMeasure(maximumBytes: .max)
        measure.add(self, depth: 0)
        return measure.bytes
    }

    /// Appends the compact text to `output`.
    package func append(to output: inout [UInt8]) {
        output.append(addingCapacity: byteCount) { span in
            span.withUnsafeMutableBufferPointer { buffer, count in
                var writer = JSONWriter(buffer, at: count)
                writer.write(self)
                count = writer.position
            }
        }
    }
}

extension JSONObject {
    /// The compact text of the object.
    package var bytes: [UInt8] {
        JSONValue.object(self).bytes
    }

    /// Appends the compact text of the object to `output`.
    package func append(to output: inout [UInt8]) {
        JSONValue.object(self).append(to: &output)
    }
}
