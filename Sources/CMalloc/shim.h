#include <stdlib.h>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

/* Limits the arenas of glibc's allocator, whose header Swift does not import; 0 where refused or there are none. */
static inline int malloc_limit_arenas(int count) {
#if defined(__GLIBC__)
    return mallopt(M_ARENA_MAX, count);
#else
    (void)count;
    return 0;
#endif
}
