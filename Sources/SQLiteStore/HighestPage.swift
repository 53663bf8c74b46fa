/// A bound of the numbers of the pages in a cache.
///
/// SQLite has the pages behind the end of the file dropped after every commit, and its cache looks through all it has where
/// it ever had a page of such a number. That is often: where a page is split, one page has for a moment the number of the
/// page at one gibibyte, which holds no data (sqlite.org/fileformat2.html, section 1.4). This bound forgets it again.
struct HighestPage {
    /// No page has a higher number.
    private(set) var bound: UInt32 = 0
    /// No page but the one of the number `bound` has a higher number.
    private var boundOfOthers: UInt32 = 0

    /// There may be a page of this number now.
    mutating func add(_ page: UInt32) {
        if page > bound {
            boundOfOthers = bound
            bound = page
        } else if page < bound, page > boundOfOthers {
            boundOfOthers = page
        }
    }

    /// The page of a number, if there is one, has another from now on.
    mutating func move(_ page: UInt32, to newNumber: UInt32) {
        if page == bound { bound = boundOfOthers }
        add(newNumber)
    }

    /// Every page from this number on is to be dropped; false where there is none.
    mutating func drop(from page: UInt32) -> Bool {
        guard bound >= page else { return false }
        bound = page == 0 ? 0 : page - 1
        boundOfOthers = min(boundOfOthers, bound)
        return true
    }
}
