#include "view/keyrings.h"

#include "view/apart.h"
#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"

enum { INDENT = 2, GAP = 2, NAME_MAX_WIDTH = 20, TIME_WIDTH = 19 };

static bool is_selected(const struct view *v, const struct belief *b)
{
    return v->select.party == SCENARIO_NONE || v->select.party == b->party ||
           v->select.party == b->peer;
}

/* False where all there is about a party is its own first key, unchanged. */
static bool is_told(const struct beliefs *all, size_t i)
{
    const uint32_t peer = all->items[i].peer;
    const struct belief *b = &all->items[i];

    if (b->party != b->peer || b->end != BELIEF_HELD || b->since != INSTANT_MIN)
        return true;
    return i + 1 < all->count && all->items[i + 1].peer == peer;
}

static const char *when(struct arena *a, instant t)
{
    char time[MOMENT_SIZE];

    moment_full(time, t);
    return arena_text(a, time);
}

/* The key, and its end: void or disputed. */
static const char *tell(struct arena *a, const struct belief *b)
{
    static const char *const ends[] = {
        [BELIEF_HELD] = "",
        [BELIEF_VOID] = "; revoked",
        [BELIEF_DISPUTED] = "; the numbers differed",
    };
    const char *said = phrase_key(a, b->serial, b->fingerprint, b->trust);

    if (b->compared)
        said = arena_format(a, "%s; numbers compared %s", said,
                            when(a, b->compared_at));
    if (b->end == BELIEF_HELD) return said;
    return arena_format(a, "%s%s %s", said, ends[b->end], when(a, b->ended));
}

static void draw_owner(const struct view *v, uint32_t peer, FILE *out)
{
    const struct scenario_party *p = &v->scenario->parties[peer];

    style_named(&v->style, p->name, p->title, INDENT, out);
}

static void draw_belief(const struct view *v, struct arena *a, size_t width,
                        const struct belief *b, bool named, FILE *out)
{
    const char *name = v->scenario->parties[b->party].name;
    const size_t column = INDENT + width + GAP + TIME_WIDTH + GAP;

    text_put_spaces(INDENT, out);
    text_put_cell(named ? name : "", width, out);
    style_set(&v->style, STYLE_QUIET, out);
    fprintf(out, "  %-*s  ", TIME_WIDTH,
            b->since == INSTANT_MIN ? "from the start" : when(a, b->since));
    style_set(&v->style, b->end == BELIEF_HELD ? STYLE_PLAIN : STYLE_BAD, out);
    text_put_wrapped(tell(a, b), column, column, out);
    style_set(&v->style, STYLE_PLAIN, out);
}

static size_t name_width(const struct view *v)
{
    size_t width = 0;

    for (size_t i = 0; i < v->beliefs->count; i++) {
        const struct belief *b = &v->beliefs->items[i];
        const size_t name = text_width(v->scenario->parties[b->party].name);
        if (is_selected(v, b) && is_told(v->beliefs, i) && name > width)
            width = name;
    }
    const size_t most = apart_parties(v->scenario, NAME_MAX_WIDTH);
    return width < most ? width : most;
}

/* For a page that has nothing to list. */
static const char *none_told(const struct view *v, struct arena *a)
{
    if (v->select.party == SCENARIO_NONE)
        return "No party has changed its keys or learned a key of another. "
               "Every key that is known was known from the start.";
    const char *name = v->scenario->parties[v->select.party].name;
    return arena_format(a,
                        "%s has not changed its keys or learned a key of "
                        "another, and no other party has learned a key of %s. "
                        "Every one of these keys that is known was known from "
                        "the start.",
                        name, name);
}

void keyrings_draw(const struct view *v, FILE *out)
{
    const struct beliefs *all = v->beliefs;
    const size_t width = name_width(v);
    const struct belief *last = NULL;
    struct arena a;

    arena_init(&a);
    for (size_t i = 0; i < all->count; i++) {
        const struct belief *b = &all->items[i];
        if (!is_selected(v, b) || !is_told(all, i)) continue;
        const bool new_owner = !last || last->peer != b->peer;
        if (new_owner) draw_owner(v, b->peer, out);
        draw_belief(v, &a, width, b, new_owner || last->party != b->party, out);
        last = b;
    }
    fputc('\n', out);
    text_put_wrapped(
        last ? "Under each party its own keys, then what others know of them. "
               "Who is not named there knows the first key from the start, or "
               "none, as the scenario's trust has it."
             : none_told(v, &a),
        0, 0, out);
    arena_fini(&a);
}
