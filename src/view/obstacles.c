#include "view/obstacles.h"

#include <assert.h>
#include <inttypes.h>

#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"

/* Tells why a sentence does not hold. First one line says what the sentence
 * requires; then each item of the why-not list becomes one sentence: how far
 * the party came, attempts that failed and where, entries of the script that
 * did not run, and holders that sent nothing. Times and record numbers stand
 * in each, so that `show --record` leads further. */

enum { INDENT = 2, HANGING = 4 };

/* The page being drawn. */
struct obstacles_page {
    const struct scenario *scenario;
    const struct causes *causes;
    const struct sentence *sentence;
    struct arena *arena;
};

static const char *party_name(const struct obstacles_page *p, uint32_t party)
{
    return party == SCENARIO_NONE ? "somebody"
                                  : p->scenario->parties[party].name;
}

/* "2022-01-26 17:05:00, record 135". */
static const char *record_place(struct obstacles_page *p, uint64_t seq)
{
    struct causes_record r;
    char time[MOMENT_SIZE];

    if (!causes_record(p->causes, seq, &r)) return "";
    moment_full(time, r.time);
    return arena_format(p->arena, "%s, record %" PRIu64, time, seq);
}

static const char *record_text(struct obstacles_page *p, uint64_t seq)
{
    struct record r;

    if (causes_read(p->causes, p->arena, seq, &r)) return "something";
    return phrase_whole(p->arena, p->scenario, &r);
}

static const char *rejection_reason(struct obstacles_page *p, uint64_t seq)
{
    struct record r;

    if (causes_read(p->causes, p->arena, seq, &r)) return "";
    return record_reason_text(r.reason);
}

/* True if a party is to know it of another one. */
static bool is_inferred(const struct sentence *s)
{
    return s->nested && s->knower != s->party;
}

/* The way for the party to reach a level on what is so named. */
static const char *way_to(struct obstacles_page *p, enum record_level level,
                          const char *what)
{
    /* Before the document's name, and after it. */
    static const struct {
        const char *before, *after;
    } ways[LEVEL_COUNT] = {
        [LEVEL_UNAWARE] = {"do it of its own accord", ""}, /* without a name */
        [LEVEL_AWARE] = {"hear of ",
                         ": by a copy, a briefing or an announcement"},
        [LEVEL_TOLD] = {"be told what ", " says: by a copy or a briefing"},
        [LEVEL_HOLDS] = {"receive the text of ", ""},
        [LEVEL_VERIFIED] =
            {"receive the text of ",
             (" and check its author's signature, or receive it from the "
              "author where the channel or the envelope authenticates the "
              "sender")},
        [LEVEL_PROVABLE] = {"receive the text of ",
                            " and check its author's signature"},
    };

    return arena_format(p->arena, "%s would have to %s%s%s.",
                        party_name(p, p->sentence->party), ways[level].before,
                        level == LEVEL_UNAWARE ? "" : what, ways[level].after);
}

/* The condition that the sentence sets: to reach a level, or for the knower of
 * a nested sentence to see it reached. */
static const char *requirement(struct obstacles_page *p)
{
    const struct sentence *s = p->sentence;
    const struct scenario_document *d = &p->scenario->documents[s->document];
    const char *what = d->name;

    if (s->party >= p->scenario->party_count)
        return arena_format(p->arena,
                            "%s would have to intercept %s where it can be "
                            "read, or steal the keys that open it.",
                            party_name(p, s->party), what);
    if (s->predicate == SENTENCE_HAS_RECEIPT && !is_inferred(s))
        return arena_format(p->arena,
                            "Somebody would have to acknowledge %s, and the "
                            "receipt to reach %s.",
                            what, party_name(p, s->party));

    if (is_inferred(s))
        return arena_format(
            p->arena,
            "%s would have to infer it from what it holds itself: from %s's "
            "receipt, co-signature, copy or statement.",
            party_name(p, s->knower), party_name(p, s->party));
    if (s->portion != SCENARIO_NONE)
        what = arena_format(p->arena, "%s/%s", d->name,
                            d->portions[s->portion].name);
    else if (d->portion_count > 1 && sentence_level(s->predicate) > LEVEL_AWARE)
        what = arena_format(p->arena, "all of %s", d->name);

    const enum record_level level =
        s->predicate == SENTENCE_RECEIVES
            ? LEVEL_HOLDS
            : (enum record_level)sentence_level(s->predicate);
    return way_to(p, level, what);
}

static const char *tell_reached(struct obstacles_page *p,
                                const struct why_not_item *i)
{
    const struct sentence *s = p->sentence;
    const char *reached =
        arena_format(p->arena, "%s reached the level %s: %s, %s.",
                     party_name(p, i->party), record_level_text(i->level),
                     record_text(p, i->seq), record_place(p, i->seq));

    return is_inferred(s) ? arena_format(p->arena, "%s can tell that %s",
                                         party_name(p, s->knower), reached)
                          : reached;
}

static const char *tell_partly(struct obstacles_page *p,
                               const struct why_not_item *i)
{
    const struct scenario_document *d =
        &p->scenario->documents[p->sentence->document];

    return arena_format(p->arena, "It did so for %zu of %zu portions: %s.",
                        i->count, d->portion_count,
                        arena_join(p->arena, i->portions, i->count, ", "));
}

/* The giver's proof, where it could have been passed on and was not. */
static const char *withheld_proof_text(struct obstacles_page *p,
                                       const struct why_not_item *i)
{
    if (i->proof == 0) return "";
    return arena_format(
        p->arena,
        " %s had the proof since %s, and passed the text on without it.",
        party_name(p, i->party), record_place(p, i->proof));
}

static const char *tell_shown(struct obstacles_page *p,
                              const struct why_not_item *i)
{
    return arena_format(p->arena, "%s, %s; that does not show it.",
                        record_text(p, i->seq), record_place(p, i->seq));
}

static const char *tell_attempt(struct obstacles_page *p,
                                const struct why_not_item *i)
{
    const char *act = arena_format(p->arena, "%s, %s", record_text(p, i->seq),
                                   record_place(p, i->seq));
    const char *then = i->outcome > 0 ? record_place(p, i->outcome) : "";

    switch (i->what) {
    case WHY_NOT_TAKEN:
        return arena_format(p->arena, "%s; so %s, %s.%s", act,
                            record_text(p, i->outcome), then,
                            withheld_proof_text(p, i));
    case WHY_NOT_REJECTED:
        return arena_format(p->arena, "%s; it was rejected: %s, %s.", act,
                            rejection_reason(p, i->outcome), then);
    case WHY_NOT_WAITING:
        return arena_format(
            p->arena, "%s; it waits unread in the inbox since %s.", act, then);
    case WHY_NOT_LOST:
        return arena_format(p->arena, "%s; it was lost, %s.", act, then);
    case WHY_NOT_INTERFERED:
    case WHY_NOT_GIVEN_UP:
        return arena_format(p->arena, "%s; %s, %s.", act,
                            record_text(p, i->outcome), then);
    case WHY_NOT_CAPTURED:
        return arena_format(p->arena, "%s; %s, %s, and cannot open it.", act,
                            record_text(p, i->outcome), then);
    case WHY_NOT_UNDER_WAY:
        return arena_format(p->arena, "%s; it did not arrive.", act);
    }
    return act;
}

static const char *tell_refused(struct obstacles_page *p,
                                const struct why_not_item *i)
{
    return arena_format(p->arena, "%s, %s.", record_text(p, i->seq),
                        record_place(p, i->seq));
}

static const char *tell_entry(struct obstacles_page *p,
                              const struct why_not_item *i)
{
    const struct scenario_entry *e = &p->scenario->entries[i->entry];
    const char *what = arena_format(
        p->arena, "%s was to %s %s (line %" PRIu32 " of the scenario)",
        party_name(p, i->party), record_verb_word(e->verb),
        p->scenario->documents[e->document].name, e->position.line);

    if (i->kind == WHY_NOT_CHANCE)
        return arena_format(p->arena, "%s; it did not happen (chance), %s.",
                            what, record_place(p, i->seq));
    return arena_format(p->arena, "%s when %s, which never happened.", what,
                        e->when.text);
}

static const char *tell_holder(struct obstacles_page *p,
                               const struct why_not_item *i)
{
    static const char *const had[LEVEL_COUNT] = {
        [LEVEL_AWARE] = "has known of it",
        [LEVEL_TOLD] = "has known what it says",
        [LEVEL_HOLDS] = "has held it",
    };
    const struct scenario *sc = p->scenario;

    return arena_format(
        p->arena,
        "%s %s since %s, could reach %s over %s, and sent it nothing.",
        party_name(p, i->party), had[i->level], record_place(p, i->seq),
        party_name(p, sentence_subject(p->sentence)),
        i->channel == SCENARIO_NONE ? "the open press"
                                    : sc->channels[i->channel].name);
}

static const char *tell_item(struct obstacles_page *p,
                             const struct why_not_item *i)
{
    static const char *(*const tells[])(struct obstacles_page *,
                                        const struct why_not_item *) = {
        [WHY_NOT_REACHED] = tell_reached, [WHY_NOT_PARTLY] = tell_partly,
        [WHY_NOT_ATTEMPT] = tell_attempt, [WHY_NOT_REFUSED] = tell_refused,
        [WHY_NOT_CHANCE] = tell_entry,    [WHY_NOT_CONDITION] = tell_entry,
        [WHY_NOT_HOLDER] = tell_holder,   [WHY_NOT_SHOWN] = tell_shown,
    };

    return tells[i->kind](p, i);
}

const char **obstacles_tell(struct arena *a, const struct scenario *sc,
                            const struct causes *c, const struct sentence *s,
                            const struct why_not *lack, size_t *count)
{
    struct obstacles_page p = {
        .scenario = sc, .causes = c, .sentence = s, .arena = a};
    const char **lines = arena_array(a, lack->count + 2, sizeof *lines);

    *count = 0;
    lines[(*count)++] = requirement(&p);
    for (size_t i = 0; i < lack->count; i++)
        lines[(*count)++] = tell_item(&p, &lack->items[i]);
    if (lack->more > 0)
        lines[(*count)++] =
            arena_format(a, "%zu more parties have held it, too.", lack->more);
    if (lack->count == 0)
        lines[(*count)++] = "No record of the run led towards it.";
    return lines;
}

void obstacles_draw(const struct view *v, const struct causes *c,
                    const struct sentence *s, const struct why_not *lack,
                    FILE *out)
{
    const bool listed = lack->count > 0;
    struct arena a;
    size_t count;

    assert(v->scenario);
    arena_init(&a);

    const char **lines = obstacles_tell(&a, v->scenario, c, s, lack, &count);

    fputc('\n', out);
    text_put_wrapped(lines[0], 0, 0, out);
    fputc('\n', out);
    for (size_t i = 1; i < count; i++) {
        if (listed) text_put_spaces(INDENT, out);
        text_put_wrapped(lines[i], listed ? INDENT : 0, listed ? HANGING : 0,
                         out);
    }
    arena_fini(&a);
}
