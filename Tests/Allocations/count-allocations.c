/* Preloaded: counts every call that may take memory from the heap. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>

extern void *__libc_malloc(size_t);
extern void *__libc_calloc(size_t, size_t);
extern void *__libc_realloc(void *, size_t);
extern void *__libc_memalign(size_t, size_t);

static unsigned long count;

unsigned long allocation_count(void) { return __atomic_load_n(&count, __ATOMIC_RELAXED); }

static void tally(void) { __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED); }

void *malloc(size_t size) {
    tally();
    return __libc_malloc(size);
}

void *calloc(size_t members, size_t size) {
    tally();
    return __libc_calloc(members, size);
}

void *realloc(void *memory, size_t size) {
    tally();
    return __libc_realloc(memory, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    tally();
    return __libc_memalign(alignment, size);
}

void *memalign(size_t alignment, size_t size) { return aligned_alloc(alignment, size); }

int posix_memalign(void **memory, size_t alignment, size_t size) {
    void *found = aligned_alloc(alignment, size);
    if (!found)
        return ENOMEM;
    *memory = found;
    return 0;
}
