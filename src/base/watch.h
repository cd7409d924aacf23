/* A watch over long work, told now and then how far it has come. */
#ifndef BASE_WATCH_H
#define BASE_WATCH_H

#include <stddef.h>
#include <stdint.h>

struct watch {
    void *context;
    /* Called on the thread that began the work. It may end the process, and
     * has no other say in the work. */
    void (*see)(void *context, uint64_t done, uint64_t all);
};

/* NULL: nobody watches. */
static inline void watch_see(const struct watch *w, uint64_t done, uint64_t all)
{
    if (w) w->see(w->context, done, all);
}

#endif
