/* Which records a view tells of. */
#ifndef VIEW_SELECTION_H
#define VIEW_SELECTION_H

#include "scenario/scenario.h"
#include "wire/record.h"

/* What a record must be about; SCENARIO_NONE, 0 or NULL: anything. */
struct selection {
    uint32_t party; /* it does it, or it is done with it */
    uint32_t peer;  /* likewise, and with the party: between the two */
    uint32_t as;    /* it is the party's own: all else it cannot see */
    uint32_t document;
    const char *portion;
    uint64_t exchange;
    const bool *kinds; /* RECORD_KIND_COUNT of them: those that are wanted */
    bool trouble;      /* it went wrong */
    bool all;          /* what is usually left out, too */
    instant from, to;
};

/* What is shown unless something else is asked for. */
struct selection selection_usual(void);

bool selection_takes(const struct selection *s, const struct scenario *sc,
                     instant time, const struct record *r);

/* Whether a party's knowledge of a document is of those selected. */
bool selection_takes_knower(const struct selection *s, uint32_t party,
                            uint32_t document);

/* Whether a record tells that something went wrong. */
bool selection_is_trouble(enum record_kind kind);

#endif
