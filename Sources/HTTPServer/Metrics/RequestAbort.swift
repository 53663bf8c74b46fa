/// Why a request was not answered to its end.
package enum RequestAbort: Int, CaseIterable, Sendable {
    /// Its connection was ended by the client or the network.
    case clientGone
    /// Its answer had begun and could not be completed.
    case answerBrokeOff
    /// The client took nothing of its answer for too long.
    case timedOut
    /// The server ended while it was under way.
    case cutOff

    /// What it is called where causes are told.
    package var name: StaticString {
        switch self {
        case .clientGone: "client_gone"
        case .answerBrokeOff: "answer_broke_off"
        case .timedOut: "timed_out"
        case .cutOff: "cut_off"
        }
    }
}
