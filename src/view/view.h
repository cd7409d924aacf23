/* The inputs of views. A view only draws, and most have one shape:
 *     void NAME_draw(const struct view *v, FILE *out);
 * Errors of writing stay with the stream. */
#ifndef VIEW_VIEW_H
#define VIEW_VIEW_H

#include "experiment/rerun.h"
#include "journal/proof.h"
#include "journal/verify.h"
#include "study/belief.h"
#include "study/judge.h"
#include "study/set_aside.h"
#include "study/stats.h"
#include "view/selection.h"
#include "view/style.h"

/* All is borrowed. Members that a view does not draw from may be NULL. */
struct view {
    struct style style;
    const char *path;      /* of the journal, as it was asked for */
    struct reader *reader; /* timeline: is read from its start */
    const struct record_header *header;
    const struct scenario *scenario;
    const struct ledger *ledger;
    const struct judge *judge;
    const struct stats *stats;
    const struct verify_result *verified;
    const struct beliefs *beliefs;     /* keyrings: as of a time */
    const struct set_aside *set_aside; /* matrix, history: proofs; or NULL */
    const struct rerun *rerun; /* verdict: NULL: it was not played again */
    const char *vouched; /* verdict: by what its first key is known, or NULL */
    const char
        *unvouched; /* verdict: why it is not the one asked for, or NULL */
    const struct proof *proof; /* proven: what it has shown */
    struct selection select;   /* only records that match */
    instant since;             /* history, disclosures: only what came later */
    instant at;  /* the state at that time; INSTANT_MAX: at the end */
    bool tree;   /* timeline: exchange by exchange, not day by day */
    bool hex;    /* layers: every byte, by the field that owns it */
    bool reveal; /* layers: secrets in full, not their fingerprints */
};

/* The title of the scenario, and which run of it this is: heads a page of
 * views, each of which begins with an empty line. */
void view_heading(const struct view *v, FILE *out);

/* The same with the scenario's story, before all of a run. */
void view_opening(const struct view *v, FILE *out);

/* A proof that was set aside, in a sentence. */
const char *view_set_aside(struct arena *a, const struct view *v,
                           const struct set_aside_item *item);

#endif
