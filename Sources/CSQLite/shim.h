#include <sqlite3.h>

/* SQLITE_TRANSIENT is a macro with a cast, which Swift does not import: SQLite copies the bytes before it returns. */
static inline int sqlite3_bind_blob_copy(sqlite3_stmt *statement, int index, const void *bytes, sqlite3_uint64 count) {
    return sqlite3_bind_blob64(statement, index, bytes, count, SQLITE_TRANSIENT);
}

/* The same for UTF-8 text. */
static inline int sqlite3_bind_text_copy(sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 count) {
    return sqlite3_bind_text64(statement, index, text, count, SQLITE_TRANSIENT, SQLITE_UTF8);
}

/* sqlite3_config takes a variable number of arguments, which Swift does not import: allocations are no longer counted. */
static inline int sqlite3_disable_memory_statistics(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

/* The same: a path is a path, also where it begins with "file:". */
static inline int sqlite3_disable_uris(void) {
    return sqlite3_config(SQLITE_CONFIG_URI, 0);
}

/* The same: gives the functions of the page cache in use. */
static inline int sqlite3_get_page_cache(sqlite3_pcache_methods2 *methods) {
    return sqlite3_config(SQLITE_CONFIG_GETPCACHE2, methods);
}

/* The same: takes the functions of another page cache, which SQLite copies. */
static inline int sqlite3_set_page_cache(sqlite3_pcache_methods2 *methods) {
    return sqlite3_config(SQLITE_CONFIG_PCACHE2, methods);
}
