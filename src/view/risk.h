/* The probability that documents of a scenario leak, by time and by holder. */
#ifndef VIEW_RISK_H
#define VIEW_RISK_H

#include "experiment/secrecy.h"
#include "study/ledger.h"
#include "view/style.h"

/* The question: heads the page. */
struct risk_page {
    struct style style;
    uint64_t seed;
    instant by;
    double half_life; /* years; 0: nobody leaves the circle */
};

/* By hazards: the computed probability beside the share of the runs. */
void risk_draw_hazards(const struct risk_page *page, const struct secrecy *s,
                       FILE *out);

/* By the circle's size alone, as one run shows it. */
void risk_draw_circles(const struct risk_page *page, const struct ledger *l,
                       FILE *out);

enum { RISK_SHARE_SIZE = 16 };

/* "12.3 %", and below a thousandth as many places as it takes: "0.0078 %". */
void risk_share(char out[RISK_SHARE_SIZE], double share);

#endif
