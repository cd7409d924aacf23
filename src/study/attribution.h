/* Who leaked the copy that surfaced: what the time each holder had, his
 * readers, and the marks in the copy say of each. */
#ifndef STUDY_ATTRIBUTION_H
#define STUDY_ATTRIBUTION_H

#include "study/ledger.h"

/* How likely a choice is misread or was changed, unless better is known. */
#define ATTRIBUTION_ERROR 0.01

/* One who held the text before it surfaced. */
struct attribution_holder {
    uint32_t party;
    instant since;
    uint32_t readers;
    double weight;       /* his hazard added up until the text surfaced */
    double prior;        /* his share of all weights */
    const int8_t *bits;  /* of his copy, see below; NULL: it has no marks */
    size_t known, equal; /* carriers that can be read; alike to his */
    double to_author;    /* posterior, for one who knows he planted nothing */
    double to_others;    /* posterior, if the author may have planted it */
};

struct attribution {
    struct arena arena;
    struct attribution_holder *holders; /* in the order of the scenario */
    size_t holder_count;
    size_t author;  /* of the holders; holder_count: he never held it */
    size_t closest; /* the holder whose copy it is most like */
    bool marked;    /* the copy speaks for some holders more than for others */
};

/* All who held any of the document, but the public, when it surfaced. A
 * holder's weight is readers x rate x motive x days, by the hazards that the
 * script gives him for the document; without one, his rate is the mean of
 * those given to others, or 1, and his motive 1. */
void attribution_init(struct attribution *a, const struct ledger *l,
                      uint32_t document, instant surfaced);
void attribution_fini(struct attribution *a);

/* Bayes: the prior times how likely the copy is if it is the holder's own,
 * each choice of which is misread or changed with the chance `error`, above 0
 * and below 1. A choice that his own copy does not show may be either way. To
 * others than the author, he can have made this very copy, whosever it is
 * like: the marks say nothing between him and the one they point to. Of each
 * choice, 0 or 1, or MARK_UNKNOWN. */
void attribution_judge(struct attribution *a, const int8_t *observed,
                       size_t choices, double error);

#endif
