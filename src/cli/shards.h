/* The files of results in a study's folder: of the whole, and of shards. */
#ifndef CLI_SHARDS_H
#define CLI_SHARDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { SHARDS_MAX = 100000 };

struct shards {
    uint64_t count; /* into so many parts it was cut; 0: no file of a part */
    bool *there;    /* the files of parts, by number from 0; in the arena */
};

/* "2/8": false unless it is the K-th of N parts, to its end. */
bool shards_read(const char *part, uint64_t *shard, uint64_t *shards);

/* The path of the file of a shard; shards 0: of the whole. */
const char *shards_path(struct arena *a, const char *folder, uint64_t shard,
                        uint64_t shards);

/* Looks through a folder. ERR_STATE where there are parts of different
 * cuttings; ERR_MISSING, ERR_IO: it cannot be read. */
MUST_CHECK enum err shards_find(struct shards *s, const char *folder,
                                struct arena *a, struct errmsg *e);

#endif
