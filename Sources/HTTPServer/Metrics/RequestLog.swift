/// Told of each request when it has ended: for a log of them.
package protocol RequestLog: Sendable {
    /// A request has ended. Called on its event loop, for which this must not take long.
    func note(_ request: EndedRequest)
}
