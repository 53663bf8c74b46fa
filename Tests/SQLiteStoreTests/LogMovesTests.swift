import Testing

@testable import SQLiteStore

/// A log in numbers, to which something is added between the rounds.
struct LogMovesTests {
    private final class Log {
        var pages = 0
        /// What each round comes to, and how many pages the log has after it.
        var rounds: [(move: LogMove?, pagesAfter: Int)] = []
        var roundsTaken = 0
        var catchingUp: [Bool] = []

        func move(_ moves: inout LogMoves) throws {
            try moves.move(
                pages: { pages },
                setIsCatchingUp: { catchingUp.append($0) },
                round: { () throws(SQLiteFailure) in
                    defer { roundsTaken += 1 }
                    guard roundsTaken < rounds.count else { return LogMove(pages: pages, movedPages: pages) }
                    let round = rounds[roundsTaken]
                    pages = round.pagesAfter
                    return round.move
                }
            )
        }
    }

    private let log = Log()
    private var moves = LogMoves()

    @Test mutating func aLogThatIsMovedIsLeftAloneUntilSomethingIsAdded() throws {
        log.pages = 1000
        try log.move(&moves)
        #expect(log.roundsTaken == 1)
        try log.move(&moves)
        #expect(log.roundsTaken == 1)
        log.pages = 1007
        try log.move(&moves)
        #expect(log.roundsTaken == 2)
        // Begun anew.
        log.pages = 5
        try log.move(&moves)
        #expect(log.roundsTaken == 3)
    }

    @Test mutating func whatWasMovedBeforeItWasKnownIsNotMovedAgain() throws {
        log.pages = 1000
        log.rounds = [(LogMove(pages: 1010, movedPages: 1010), 1000)]
        try log.move(&moves)
        log.pages = 1010
        try log.move(&moves)
        #expect(log.roundsTaken == 1)
    }

    @Test mutating func whatWasAddedMeanwhileIsMovedInFurtherRounds() throws {
        log.pages = 1000
        log.rounds = [
            (LogMove(pages: 1000, movedPages: 1000), 1500), (LogMove(pages: 1500, movedPages: 1500), 1550),
            (LogMove(pages: 1550, movedPages: 1550), 1550),
        ]
        try log.move(&moves)
        #expect(log.roundsTaken == 3)
        #expect(log.catchingUp == [false, true])
    }

    /// What ends a move after its first round, though something is left, until it is asked for again.
    enum End: CaseIterable {
        case hasBegunAnew, isHeldBackByAReader, anotherProcessIsAtIt

        var round: (LogMove?, Int) {
            switch self {
            case .hasBegunAnew: (LogMove(pages: 1000, movedPages: 1000), 7)
            case .isHeldBackByAReader: (LogMove(pages: 1000, movedPages: 10), 1000)
            case .anotherProcessIsAtIt: (nil, 1100)
            }
        }
    }

    @Test(arguments: End.allCases)
    mutating func whatCannotBeMovedAtOnceIsLeftToTheNextMove(end: End) throws {
        log.pages = 1000
        log.rounds = [end.round]
        try log.move(&moves)
        #expect(log.roundsTaken == 1)
        try log.move(&moves)
        #expect(log.roundsTaken == 2)
    }

    @Test mutating func pagesThatAReaderHoldsBackAreMuchToMove() throws {
        log.pages = 1000
        log.rounds = [(LogMove(pages: 1000, movedPages: 10), 1001)]
        try log.move(&moves)
        #expect(log.catchingUp == [false])
    }

    @Test mutating func aMoveEndsAlsoWhereSomethingIsAlwaysAdded() throws {
        log.pages = 1000
        log.rounds = (1...100).map { (LogMove(pages: $0 * 1000, movedPages: $0 * 1000), $0 * 1000 + 1000) }
        try log.move(&moves)
        #expect(log.roundsTaken == SQLiteStoreLimits.roundsOfMoveMaximum)
    }
}
