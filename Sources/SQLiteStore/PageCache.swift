import CSQLite

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// SQLite's page cache, with another choice of what to give up for connections that only look up keys.
///
/// Every search passes the pages above the leaves, which are few next to the leaves. By recency alone, the
/// leaves of a large file, each of which is read once, push them out. So once such a cache is nearly full, a page that is
/// not above others is given up as soon as nobody uses it, which a cache may do at any time
/// (sqlite.org/c3ref/pcache_methods2.html). And where no page is to be dropped from the end, the cache is not looked through
/// for one. Everything else is SQLite's own cache, which this one passes calls on to.
///
/// A connection that writes keeps to recency: it comes back to a leaf several times for one change.
enum PageCache {
    /// SQLite's own cache of one connection.
    private struct Cache {
        let inner: OpaquePointer
        /// The functions of `inner` that are called for each page, held here because they are.
        let fetch:
            @convention(c) (OpaquePointer?, UInt32, Int32) -> UnsafeMutablePointer<sqlite3_pcache_page>?
        let unpin: @convention(c) (OpaquePointer?, UnsafeMutablePointer<sqlite3_pcache_page>?, Int32) -> Void
        let pageCount: @convention(c) (OpaquePointer?) -> Int32
        let prefersInteriorPages: Bool
        /// From how many pages on leaves are given up at once.
        var nearlyFullPages = Int32.max
        var highestPage = HighestPage()
    }

    /// The thread's own place for what the cache is for that SQLite is just making.
    private static let opening: pthread_key_t = {
        var key = pthread_key_t()
        let code = pthread_key_create(&key, nil)
        precondition(code == 0, "no room for a thread's own value: \(code)")
        return key
    }()

    /// Opens a connection inside `body`, whose cache then has the choice that is asked for.
    static func withPreference<Output>(forInteriorPages isPreferred: Bool, _ body: () -> Output) -> Output {
        // SQLite makes the cache on the thread that opens the file, and has no other way to tell one from another.
        if isPreferred { pthread_setspecific(opening, UnsafeRawPointer(bitPattern: 1)) }
        defer { if isPreferred { pthread_setspecific(opening, nil) } }
        return body()
    }

    /// SQLite's own page cache; without functions where the library is in use already and does not tell.
    ///
    /// Unsafe: the type has pointers, to functions and to what SQLite itself never changes.
    nonisolated(unsafe) private static let inner = {  // Reason: never changed after it was made.
        var methods = sqlite3_pcache_methods2()
        _ = sqlite3_get_page_cache(&methods)
        return methods
    }()

    /// Takes effect for every connection; false where the library is in use already and keeps its own.
    static func install() -> Bool {
        // Asked for here, before the library has another.
        var methods = inner
        guard methods.xCreate != nil else { return false }
        methods.xInit = { _ in PageCache.inner.xInit(PageCache.inner.pArg) }
        methods.xShutdown = { _ in PageCache.inner.xShutdown(PageCache.inner.pArg) }
        methods.xCreate = { PageCache.create(pageBytes: $0, extraBytes: $1, isPurgeable: $2) }
        methods.xCachesize = { PageCache.resize($0, pages: $1) }
        methods.xPagecount = { PageCache.inner.xPagecount(PageCache.cache($0).pointee.inner) }
        methods.xFetch = {
            let cache = PageCache.cache($0)
            if $2 != 0 { cache.pointee.highestPage.add($1) }
            return cache.pointee.fetch(cache.pointee.inner, $1, $2)
        }
        methods.xUnpin = { PageCache.unpin($0, $1, isDropped: $2) }
        methods.xRekey = {
            let cache = PageCache.cache($0)
            cache.pointee.highestPage.move($2, to: $3)
            PageCache.inner.xRekey(cache.pointee.inner, $1, $2, $3)
        }
        methods.xTruncate = {
            let cache = PageCache.cache($0)
            if cache.pointee.highestPage.drop(from: $1) {
                PageCache.inner.xTruncate(cache.pointee.inner, $1)
            }
        }
        methods.xDestroy = { PageCache.destroy($0) }
        methods.xShrink = { PageCache.inner.xShrink(PageCache.cache($0).pointee.inner) }
        return sqlite3_set_page_cache(&methods) == SQLITE_OK
    }

    private static func create(pageBytes: Int32, extraBytes: Int32, isPurgeable: Int32) -> OpaquePointer? {
        guard let created = inner.xCreate(pageBytes, extraBytes, isPurgeable), let fetch = inner.xFetch,
            let unpin = inner.xUnpin, let pageCount = inner.xPagecount
        else { return nil }
        let cache = UnsafeMutablePointer<Cache>.allocate(capacity: 1)
        let prefersInteriorPages = pthread_getspecific(opening) != nil
        cache.initialize(
            to: Cache(
                inner: created,
                fetch: fetch,
                unpin: unpin,
                pageCount: pageCount,
                prefersInteriorPages: prefersInteriorPages
            )
        )
        return OpaquePointer(cache)
    }

    private static func cache(_ pointer: OpaquePointer?) -> UnsafeMutablePointer<Cache> {
        // SQLite only hands back what `create` gave it.
        UnsafeMutablePointer<Cache>(pointer.unsafelyUnwrapped)
    }

    private static func resize(_ pointer: OpaquePointer?, pages: Int32) {
        let cache = cache(pointer)
        if cache.pointee.prefersInteriorPages {
            cache.pointee.nearlyFullPages = pages - pages / SQLiteStoreLimits.pageCacheReserveDivisor
        }
        inner.xCachesize(cache.pointee.inner, pages)
    }

    private static func unpin(
        _ pointer: OpaquePointer?,
        _ page: UnsafeMutablePointer<sqlite3_pcache_page>?,
        isDropped: Int32
    ) {
        let cache = cache(pointer)
        let isGivenUp =
            isDropped == 0 && cache.pointee.prefersInteriorPages
            && cache.pointee.pageCount(cache.pointee.inner) >= cache.pointee.nearlyFullPages
            && !isAboveOthers(page)
        cache.pointee.unpin(cache.pointee.inner, page, isGivenUp ? 1 : isDropped)
    }

    /// Whether a page is an interior page of a tree, or the first page of the file, by its first byte
    /// (sqlite.org/fileformat2.html, section 1.6).
    private static func isAboveOthers(_ page: UnsafeMutablePointer<sqlite3_pcache_page>?) -> Bool {
        guard let bytes = page?.pointee.pBuf else { return true }
        switch bytes.load(as: UInt8.self) {
        case 0x02, 0x05, UInt8(ascii: "S"): return true
        default: return false
        }
    }

    private static func destroy(_ pointer: OpaquePointer?) {
        let cache = cache(pointer)
        inner.xDestroy(cache.pointee.inner)
        cache.deinitialize(count: 1)
        cache.deallocate()
    }
}
