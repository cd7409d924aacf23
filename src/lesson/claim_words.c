#include "lesson/claim_words.h"

/* What is guessed and from what, in the order of lesson_claim_questions and
 * lesson_claim_views. */
static const char *const guessed[] = {
    "which document it is",
    "whom a message comes from",
    "whom a message goes to",
    "whether a message carries a document",
};
static const char *const seen[] = {"size", "time", "size and time"};

static const char *time_words(instant t, struct arena *a)
{
    char out[INSTANT_TEXT_SIZE];

    instant_format(out, t);
    return arena_text(a, out);
}

const char *claim_words(const struct lesson_claim *c, const struct scenario *s,
                        struct arena *a)
{
    const char *document =
        c->document == SCENARIO_NONE ? "" : s->documents[c->document].name;

    switch (c->kind) {
    case LESSON_CLAIM_ATTACK:
        return arena_format(a, "the attack %s on %s %s", c->tactic, document,
                            c->succeeds ? "succeeds" : "does not succeed");
    case LESSON_CLAIM_METADATA:
        return arena_format(a, "by %s, %s is guessed right in at most %g %%",
                            seen[c->view], guessed[c->question],
                            100 * c->limit);
    case LESSON_CLAIM_RISK:
        return arena_format(a, "%s is out by %s in at most %g %% of such cases",
                            document, time_words(c->by, a), 100 * c->limit);
    case LESSON_CLAIM_ATTRIBUTE:
        return arena_format(
            a, "%s %s is suspected of leaking %s to %g %% or more",
            c->others ? "for others," : "for the author,",
            c->names == SCENARIO_NONE ? "nobody" : s->parties[c->names].name,
            document, 100 * c->limit);
    case LESSON_CLAIM_SENTENCE:
    case LESSON_CLAIM_COUNT:
        break;
    }
    return c->text;
}
