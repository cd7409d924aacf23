/* Overtaking: documents on their way from one party to another that arrive
 * after one that was sent later. */
#ifndef REPLICATION_OVERTAKING_H
#define REPLICATION_OVERTAKING_H

#include "scenario/scenario.h"
#include "wire/record.h"

/* A document that was given and has not arrived. */
struct overtaking_letter {
    uint64_t exchange;
    uint32_t from, to;
    uint64_t sent; /* its number among all */
};

struct overtaking {
    struct arena arena;
    struct overtaking_letter *letters; /* as they were sent */
    size_t count, room;
    uint64_t sent;
    uint64_t pairs; /* in which the later one arrived first */
};

void overtaking_init(struct overtaking *o);
void overtaking_fini(struct overtaking *o);

void overtaking_add(struct overtaking *o, const struct scenario *sc,
                    const struct record *r);

#endif
