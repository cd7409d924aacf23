#include "view/windows.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "view/moment.h"
#include "view/text.h"

/* Draws what a theft of keys opens. The copies sent stand in a numbered list;
 * below it is a chart with a block a theft and a line a copy, the time of the
 * theft from left to right, a character a step of time; then, by protection,
 * forward secrecy and post-compromise security as they follow from the
 * windows. Two thefts of one party that open the same are drawn once, and
 * thefts that open nothing are only named. */

enum {
    NUMBER_WIDTH = 4,
    NAME_WIDTH = 21, /* of a line in the chart */
    CHART_AT = NUMBER_WIDTH + 2 + NAME_WIDTH + 1,
    FIELD_WIDTH = 19
};

/* The columns of the list of copies, each flush left. */
enum windows_cell {
    WINDOWS_COPY,
    WINDOWS_ENDS,
    WINDOWS_WAY,
    WINDOWS_SENT,
    WINDOWS_CELLS
};

/* The list's layout: on a narrow terminal a copy has two lines. */
struct windows_list {
    size_t widths[WINDOWS_CELLS];
    enum windows_cell second; /* begins the second line */
};

struct windows_page {
    const struct exposure *x;
    const struct style *style;
    unsigned steps;
    struct arena arena;
    FILE *out;
};

static void draw_quiet(const struct windows_page *p, const char *text)
{
    style_paragraph(p->style, STYLE_QUIET, text, p->out);
}

static void draw_title(const struct windows_page *p, const char *text)
{
    style_paragraph(p->style, STYLE_TITLE, text, p->out);
}

static bool in_years(const struct scenario *sc)
{
    return (sc->end - sc->start) / DAY >= 365;
}

static void draw_windows_heading(struct windows_page *p)
{
    const struct capture *c = &p->x->capture;
    char start[MOMENT_SIZE], end[MOMENT_SIZE];

    moment_full(start, c->scenario->start);
    moment_full(end, c->scenario->end);
    draw_title(p, c->scenario->title);
    draw_quiet(p,
               arena_format(&p->arena,
                            "%s, seed %" PRIu64 ", run %" PRIu64
                            ", %.16s to %.16s UTC: %zu cop%s sent",
                            c->scenario->name, c->seed, c->run, start, end,
                            c->copy_count, c->copy_count == 1 ? "y" : "ies"));
}

/* "us-response [open-door]". */
static const char *copy_name(struct windows_page *p, size_t copy)
{
    const struct capture_copy *c = &p->x->capture.copies[copy];

    return c->portions
               ? arena_format(&p->arena, "%s [%s]", c->document, c->portions)
               : c->document;
}

static void tell_copy(struct windows_page *p, size_t i,
                      const char *cells[WINDOWS_CELLS])
{
    const struct capture *c = &p->x->capture;
    const struct capture_copy *copy = &c->copies[i];
    char sent[MOMENT_SIZE];

    moment_short(sent, copy->sent, in_years(c->scenario));
    cells[WINDOWS_COPY] = copy_name(p, i);
    cells[WINDOWS_ENDS] =
        arena_format(&p->arena, "%s, %s", c->peers[copy->from].name,
                     c->peers[copy->to].name);
    cells[WINDOWS_WAY] = capture_way_text(&p->arena, &copy->way);
    cells[WINDOWS_SENT] = arena_text(&p->arena, sent);
}

static const char *const windows_heads[WINDOWS_CELLS] = {
    [WINDOWS_COPY] = "copy",
    [WINDOWS_ENDS] = "from, to",
    [WINDOWS_WAY] = "protected by",
    [WINDOWS_SENT] = "sent",
};

/* The columns of a line with all cells. */
static size_t list_width(const struct windows_list *l)
{
    size_t width = NUMBER_WIDTH;

    for (size_t k = 0; k < WINDOWS_CELLS; k++)
        width += 2 + l->widths[k];
    return width;
}

/* Columns as wide as their cells, or where those do not fit, bounded. */
static struct windows_list list_layout(struct windows_page *p)
{
    static const size_t most[WINDOWS_CELLS] = {26, 24, 36, 16};
    const size_t edge = text_columns(p->out);
    struct windows_list l = {.second = WINDOWS_CELLS};

    for (size_t k = 0; k < WINDOWS_CELLS; k++)
        l.widths[k] = text_width(windows_heads[k]);
    for (size_t i = 0; i < p->x->capture.copy_count; i++) {
        const char *cells[WINDOWS_CELLS];

        if (!exposure_concerns(p->x, i)) continue;
        tell_copy(p, i, cells);
        for (size_t k = 0; k < WINDOWS_CELLS; k++)
            l.widths[k] = text_wider(l.widths[k], text_width(cells[k]));
    }
    for (size_t k = 0; list_width(&l) > edge && k < WINDOWS_CELLS; k++)
        if (l.widths[k] > most[k]) l.widths[k] = most[k];
    if (list_width(&l) > edge) l.second = WINDOWS_WAY;
    return l;
}

/* The cells, behind the number. */
static void draw_cells(const struct windows_list *l,
                       const char *const cells[WINDOWS_CELLS], FILE *out)
{
    for (size_t k = 0; k < WINDOWS_CELLS; k++) {
        const bool last = k + 1 == WINDOWS_CELLS || k + 1 == l->second;

        text_put_spaces(2, out);
        if (last)
            text_put_cut(cells[k], l->widths[k], out);
        else
            text_put_cell(cells[k], l->widths[k], out);
        if (last) fputc('\n', out);
        if (k + 1 == l->second && k + 1 < WINDOWS_CELLS)
            text_put_spaces(NUMBER_WIDTH + 2, out);
    }
}

static void draw_copies(struct windows_page *p)
{
    const struct windows_list l = list_layout(p);

    style_title(p->style, "Copies sent", p->out);
    text_put_spaces(NUMBER_WIDTH, p->out);
    draw_cells(&l, windows_heads, p->out);
    for (size_t i = 0; i < p->x->capture.copy_count; i++) {
        const char *cells[WINDOWS_CELLS];

        if (!exposure_concerns(p->x, i)) continue;
        tell_copy(p, i, cells);
        fprintf(p->out, "%*zu", NUMBER_WIDTH, i + 1);
        draw_cells(&l, cells, p->out);
    }
}

/* "1, 3, 4": of the copies that are marked, those that are shown. */
static const char *copy_numbers(struct windows_page *p, const bool *marked)
{
    const char *list = NULL;

    for (size_t i = 0; i < p->x->capture.copy_count; i++) {
        if (!marked[i] || !exposure_concerns(p->x, i)) continue;
        list = list ? arena_format(&p->arena, "%s, %zu", list, i + 1)
                    : arena_format(&p->arena, "%zu", i + 1);
    }
    return list;
}

static void draw_open(struct windows_page *p)
{
    const char *open = copy_numbers(p, p->x->open);

    if (!open) return;
    fputc('\n', p->out);
    text_put_wrapped(arena_format(&p->arena,
                                  "Read in the clear by any eavesdropper: %s.",
                                  open),
                     0, 0, p->out);
}

/* The worst effect of a theft within the step. */
static char step_glyph(const struct exposure_track *t, instant from,
                       instant until)
{
    char worst = '.';

    for (const struct exposure_window *w = t->first; w; w = w->next) {
        if (w->until <= from || w->from >= until) continue;
        if (w->recorded) return '#';
        worst = '+';
    }
    return worst;
}

/* The start of a step, without a product that could overflow. */
static instant step_start(const struct windows_page *p, unsigned step)
{
    const struct scenario *sc = p->x->capture.scenario;
    const duration span = sc->end - sc->start;

    return sc->start + span / p->steps * step +
           span % p->steps * step / p->steps;
}

static void draw_track(struct windows_page *p, size_t theft, size_t copy)
{
    const struct exposure_track *t = exposure_track(p->x, theft, copy);

    fprintf(p->out, "%*zu  ", NUMBER_WIDTH, copy + 1);
    text_put_cell(copy_name(p, copy), NAME_WIDTH, p->out);
    fputc(' ', p->out);
    for (unsigned i = 0; i < p->steps; i++)
        fputc(step_glyph(t, step_start(p, i), step_start(p, i + 1)), p->out);
    fputc('\n', p->out);
}

static const char *theft_name(struct windows_page *p, size_t theft)
{
    static const char *const things[] = {
        [KEYS_IDENTITY] = "identity key",
        [KEYS_STATE] = "state",
        [KEYS_ALL] = "generator",
    };
    const struct exposure_theft *t = &p->x->thefts[theft];

    return arena_format(&p->arena, "%s %s", p->x->capture.peers[t->party].name,
                        things[t->reach]);
}

static bool opens_any(const struct exposure *x, size_t theft)
{
    for (size_t i = 0; i < x->capture.copy_count; i++)
        if (exposure_track(x, theft, i)->first) return true;
    return false;
}

static void draw_axis(struct windows_page *p)
{
    const struct scenario *sc = p->x->capture.scenario;
    char start[MOMENT_SIZE], end[MOMENT_SIZE];

    moment_short(start, sc->start, in_years(sc));
    moment_short(end, sc->end, in_years(sc));
    const size_t used = text_width(start) + text_width(end);
    const size_t between = p->steps > used ? p->steps - used : 1;
    style_title(p->style,
                "Copies opened by a theft of keys, by the time of the theft",
                p->out);
    style_set(p->style, STYLE_QUIET, p->out);
    fprintf(p->out, "%-*s%s%*s%s\n", CHART_AT, "stolen at", start, (int)between,
            "", end);
    style_set(p->style, STYLE_PLAIN, p->out);
}

/* Copies under a key that no requested theft yields. */
static void draw_safe(struct windows_page *p)
{
    const struct exposure *x = p->x;
    const size_t count = x->capture.copy_count;
    bool *safe = arena_array(&p->arena, count, sizeof *safe);
    const char *list;

    for (size_t i = 0; i < count; i++) {
        safe[i] = !x->open[i];
        for (size_t j = 0; j < x->theft_count; j++)
            if (exposure_track(x, j, i)->first) safe[i] = false;
    }
    list = copy_numbers(p, safe);
    if (list)
        text_put_wrapped(arena_format(&p->arena,
                                      "Opened by none of these thefts: %s.",
                                      list),
                         0, 0, p->out);
}

static void draw_windows_legend(const struct windows_page *p)
{
    style_set(p->style, STYLE_QUIET, p->out);
    fputc('\n', p->out);
    text_put_field(".", 5, "a theft at that time does not open the copy",
                   p->out);
    text_put_field("+", 5,
                   "it opens the copy if the adversary records from then on",
                   p->out);
    text_put_field("#", 5, "it opens the copy from what was recorded before",
                   p->out);
    style_set(p->style, STYLE_PLAIN, p->out);
    fputc('\n', p->out);
    draw_quiet(p, "identity key: a party's long-term keys; state: all that it "
                  "has in memory, too; generator: its random number generator, "
                  "and so every later key.");
}

/* The last of the windows that are drawn as one with this one. */
static const struct exposure_window *drawn_with(const struct exposure_window *w)
{
    while (w->next && w->next->from == w->until &&
           w->next->recorded == w->recorded)
        w = w->next;
    return w;
}

static bool same_windows(const struct exposure_window *a,
                         const struct exposure_window *b)
{
    while (a && b) {
        const struct exposure_window *end_a = drawn_with(a),
                                     *end_b = drawn_with(b);
        if (a->from != b->from || end_a->until != end_b->until ||
            a->recorded != b->recorded)
            return false;
        a = end_a->next;
        b = end_b->next;
    }
    return !a && !b;
}

/* True where the next theft, of more of the same party, opens no more. */
static bool next_is_alike(const struct exposure *x, size_t theft)
{
    if (theft + 1 == x->theft_count ||
        x->thefts[theft].party != x->thefts[theft + 1].party)
        return false;
    for (size_t i = 0; i < x->capture.copy_count; i++)
        if (!same_windows(exposure_track(x, theft, i)->first,
                          exposure_track(x, theft + 1, i)->first))
            return false;
    return true;
}

static void draw_thefts(struct windows_page *p)
{
    const char *vain = NULL;

    draw_axis(p);
    for (size_t i = 0; i < p->x->theft_count; i++) {
        const bool alike = next_is_alike(p->x, i);
        const size_t theft = i;
        const char *name =
            alike ? arena_format(&p->arena, "%s, or state", theft_name(p, i))
                  : theft_name(p, i);
        if (alike) i++;
        if (!opens_any(p->x, theft)) {
            vain = vain ? arena_format(&p->arena, "%s; %s", vain, name) : name;
            continue;
        }
        draw_title(p, name);
        for (size_t j = 0; j < p->x->capture.copy_count; j++)
            if (exposure_track(p->x, theft, j)->first) draw_track(p, theft, j);
    }
    if (vain)
        text_put_wrapped(arena_format(&p->arena,
                                      "Opens nothing, whenever stolen: %s.",
                                      vain),
                         0, 0, p->out);
    draw_safe(p);
    draw_windows_legend(p);
}

static const char *secrecy_text(struct windows_page *p,
                                const struct post_compromise *h)
{
    char span[DURATION_TEXT_SIZE];

    if (h->after.extent == POST_COMPROMISE_NOT) return "forward secret at once";
    if (!post_compromise_forward_secret(h))
        return "not forward secret: keys stolen at the end open copies";
    duration_format(span, h->after.span);
    return arena_format(&p->arena, "forward secret %s after sending", span);
}

/* The keys may have begun with others, which were stolen before. */
static const char *prior_text(const struct post_compromise *h)
{
    return h->way.session == CAPTURE_WAY_GROUP
               ? "sessions stolen before a sender key was given open a copy"
               : "prekeys stolen before the session open a copy";
}

static const char *later_text(struct windows_page *p,
                              const struct post_compromise *h)
{
    const bool group = h->way.session == CAPTURE_WAY_GROUP;
    const bool prior = h->prior.extent != POST_COMPROMISE_NOT;
    char span[DURATION_TEXT_SIZE];

    if (group && !h->renewed)
        return "not post-compromise secure: no sender key was replaced";
    if (!post_compromise_secure(h))
        return "not post-compromise secure: keys stolen at the start open "
               "copies";
    duration_format(span, h->before.span);
    return arena_format(&p->arena,
                        "post-compromise secure with %s: a theft%s more than "
                        "%s before sending opens nothing",
                        group           ? "new sender keys"
                        : h->within     ? "the same session"
                        : h->in_session ? "a new session"
                                        : "new keys",
                        !prior  ? ""
                        : group ? " of one"
                                : " within it",
                        span);
}

static const char *post_compromise_text(struct windows_page *p,
                                        const struct post_compromise *h)
{
    const bool prior = h->prior.extent != POST_COMPROMISE_NOT;

    if (h->before.extent == POST_COMPROMISE_NOT)
        return prior ? prior_text(h) : "no earlier theft opens a copy";
    return prior ? arena_format(&p->arena, "%s; %s", later_text(p, h),
                                prior_text(h))
                 : later_text(p, h);
}

static const char *verdict_text(struct windows_page *p,
                                const struct post_compromise *h)
{
    if (h->after.extent == POST_COMPROMISE_NOT &&
        h->before.extent == POST_COMPROMISE_NOT &&
        h->prior.extent == POST_COMPROMISE_NOT)
        return "no theft opens a copy";
    return arena_format(&p->arena, "%s; %s", secrecy_text(p, h),
                        post_compromise_text(p, h));
}

/* Two thefts with the same result share a line. */
static void draw_secrecy(struct windows_page *p)
{
    struct post_compromise *all;
    const size_t count = post_compromise_of(&p->arena, p->x, LEVEL_TOLD, &all);
    const struct capture_way *way = NULL;

    if (count > 0)
        style_title(p->style, "What a theft opens, by protection", p->out);
    for (size_t i = 0; i < count; i++) {
        const struct post_compromise *h = &all[i];
        const char *said = verdict_text(p, h);
        const char *stolen = exposure_reach_name(h->reach);
        if (!way || !capture_way_same(&h->way, way)) {
            fputc('\n', p->out);
            draw_title(p,
                       arena_format(&p->arena, "%s (%zu cop%s)",
                                    capture_way_text(&p->arena, &h->way),
                                    h->copies, h->copies == 1 ? "y" : "ies"));
        }
        way = &h->way;
        if (i + 1 < count && capture_way_same(&all[i + 1].way, way) &&
            strcmp(verdict_text(p, &all[i + 1]), said) == 0)
            stolen = arena_format(&p->arena, "%s, %s", stolen,
                                  exposure_reach_name(all[++i].reach));
        text_put_field(stolen, FIELD_WIDTH, said, p->out);
    }
}

void windows_draw(const struct exposure *x, const struct style *style,
                  unsigned steps, FILE *out)
{
    const unsigned fit = (unsigned)text_columns(out) - CHART_AT;
    struct windows_page p = {
        .x = x, .style = style, .steps = steps < fit ? steps : fit, .out = out};

    assert(steps >= WINDOWS_STEPS_MIN && steps <= WINDOWS_STEPS_MAX);
    arena_init(&p.arena);
    draw_windows_heading(&p);
    if (x->capture.copy_count > 0) {
        draw_copies(&p);
        draw_open(&p);
    }
    if (x->theft_count > 0 && x->capture.copy_count > 0) {
        draw_thefts(&p);
        draw_secrecy(&p);
    }
    arena_fini(&p.arena);
}
