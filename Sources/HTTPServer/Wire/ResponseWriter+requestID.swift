extension ResponseWriter {
    /// The identifier that this answer will carry: the caller's where it sent a valid one, else a new one.
    package mutating func fixedRequestID() -> String {
        if let requestID { return requestID }
        let made = loopState.requestIDs.nextText()
        requestID = made
        return made
    }
}
