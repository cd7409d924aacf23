/* The records that a view shows. */
#ifndef VIEW_SELECTION_H
#define VIEW_SELECTION_H

#include "scenario/scenario.h"
#include "wire/record.h"

/* A record must match every member; SCENARIO_NONE, 0 or NULL match all. */
struct selection {
    uint32_t party; /* the record's party or peer */
    uint32_t peer;  /* likewise: with the party, both of them */
    uint32_t as;    /* the record's party: nobody sees more */
    uint32_t document;
    const char *portion;
    uint64_t exchange;
    const bool *kinds; /* RECORD_KIND_COUNT of them: true if wanted */
    bool trouble;      /* only what went wrong */
    bool all;          /* with what is usually left out */
    instant from, to;
};

/* The default: no restriction, and the usual kinds. */
struct selection selection_usual(void);

bool selection_takes(const struct selection *s, const struct scenario *sc,
                     instant time, const struct record *r);

/* True where the party and the document are both selected. */
bool selection_takes_knower(const struct selection *s, uint32_t party,
                            uint32_t document);

/* True of kinds that record that something went wrong. */
bool selection_is_trouble(enum record_kind kind);

#endif
