/* Attribution of a leaked copy: each holder's share of suspicion, from the time
 * it held the text, its readers, and the marks in the copy. */
#ifndef STUDY_ATTRIBUTION_H
#define STUDY_ATTRIBUTION_H

#include "crypto/rng.h"
#include "scenario/collusion.h"
#include "study/ledger.h"

/* The chance that a choice is misread or was changed, unless better is
 * known. */
#define ATTRIBUTION_ERROR 0.01

/* A party that held the text before it surfaced. */
struct attribution_holder {
    uint32_t party;
    instant since;
    uint32_t readers;
    double weight;       /* the hazard, added up until the text surfaced */
    double prior;        /* the share of all weights */
    const int8_t *bits;  /* of the holder's copy, see below; NULL: no marks */
    bool chose;          /* every second of them was its own choice, to which
                            it had committed */
    size_t known, equal; /* readable carriers; alike to the holder's */
    bool closest;        /* no copy is more similar than the holder's */
    double score;        /* against a code's threshold; 0: there is none */
    bool accused;        /* it passes that */
    double to_author;    /* posterior, for an author who planted nothing */
    double to_others;    /* posterior, if the author may have planted it */
};

struct attribution {
    struct arena arena;
    struct attribution_holder *holders; /* in the order of the scenario */
    size_t holder_count;
    size_t author;         /* its index; holder_count: it never held the text */
    size_t closest_count;  /* holders with the most similar copy: they tie */
    bool marked;           /* the copy favours some holders over others */
    struct collusion code; /* that the marks are asked to be */
    const double *bias;    /* of its places; NULL: they do not suffice */
    double threshold;      /* of its scores, likewise */
};

/* A document's coming to light. */
struct attribution_surfacing {
    instant time;
    uint32_t party; /* of the public: the first that held any of the text */
    uint32_t giver; /* the actor that it had it from; SCENARIO_NONE: nobody */
};

/* False: the public never held any of it. */
bool attribution_surfaced(const struct ledger *l, uint32_t document,
                          struct attribution_surfacing *out);

/* The number of choices in all portions of a document. */
size_t attribution_choices(const struct scenario_document *d);

/* Leaves no mark on the places that are the recipient's. */
void attribution_forget_chosen(int8_t *bits, size_t choices);

/* What a copy shows of these choices: 0, 1 or MARK_UNKNOWN each, in the arena.
 * `texts` has one for each portion; NULL: the copy does not show it. ERR_LIMIT
 * for a copy that is too long. */
MUST_CHECK enum err attribution_marks(struct arena *a,
                                      const struct scenario_document *d,
                                      const char *const *texts, int8_t **bits,
                                      struct errmsg *e);

/* Lists the non-public parties that held any of the document when it surfaced.
 * A holder's weight is readers x rate x motive x days, by the hazards that the
 * script gives it for the document. A holder without a hazard gets the mean
 * rate of the others, or 1, and motive 1. */
void attribution_init(struct attribution *a, const struct ledger *l,
                      uint32_t document, instant surfaced);

/* Where marks are to withstand colluders, and there are enough of them: has the
 * biases of their code follow from the root of its author's streams. */
void attribution_take_code(struct attribution *a, const struct scenario *sc,
                           uint32_t document, const struct rng_root *root);
void attribution_fini(struct attribution *a);

/* Bayes: the prior times the likelihood of the copy if it is the holder's own,
 * where each choice is misread or changed with the chance `error`, above 0 and
 * below 1. A choice that the holder's copy does not show may be either way.
 * Others cannot exclude that the author made this copy, as like a holder's as
 * it can: all of it, so that the marks do not tell the author from the holder;
 * or, of a holder that chose some of its marks, all but those, which it has to
 * guess. `observed` has 0, 1 or MARK_UNKNOWN for each choice. Where marks are
 * to withstand colluders, no posterior of a single leaker holds: every one is
 * the prior. If the places suffice for a code, the author takes a holder whose
 * score passes the threshold for guilty, but for the chance that the code
 * accuses any innocent. */
void attribution_judge(struct attribution *a, const int8_t *observed,
                       size_t choices, double error);

#endif
