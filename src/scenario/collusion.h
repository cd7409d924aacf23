/* The places that a document leaves for marks, against those that a code takes
 * which withstands colluders. */
#ifndef SCENARIO_COLLUSION_H
#define SCENARIO_COLLUSION_H

#include "scenario/scenario.h"

/* The chance that the code accuses any innocent. */
#define COLLUSION_ERROR 0.01

struct collusion {
    uint32_t colluders; /* 0: nobody asks for a code */
    uint32_t users;     /* whose copies it tells apart: all but the author */
    bool shared;        /* the recipients choose every second mark, and only the
                           author's are a code */
    size_t places;      /* in all portions of the document, the author's own */
    size_t needs;       /* 0: nobody asks */
};

struct collusion collusion_of(const struct scenario *s, uint32_t document,
                              const struct scenario_protection *p);

/* The same against the most colluders of those protections under which the
 * author sends its document. */
struct collusion collusion_asked(const struct scenario *s, uint32_t document);

#endif
