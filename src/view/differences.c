#include "view/differences.h"

#include <inttypes.h>
#include <string.h>

#include "view/field_text.h"
#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"

/* Draws how two runs differ, A above or left of B: the runs themselves, the
 * first line in which their scenarios differ, the first record that differs in
 * their timelines, the levels reached at different times, and the expectations
 * with different verdicts. Parts without a difference are left out. */

enum {
    INDENT = 2,
    GAP = 2,
    NAME_WIDTH = 14,
    SEEN = 16, /* columns of a difference that are to be seen */
    LEVEL_WIDTH = 8,
    REACHED_WIDTH = LEVEL_WIDTH + GAP + 19 /* with a time */
};

/* The names of the sides, in headings and over columns. */
static const char *const names[DIFFERENCE_SIDES] = {"A", "B"};

/* "A  run: The written responses, written-responses, seed 1, run 0". */
static void draw_run(const struct view *v, struct arena *a, int side, FILE *out)
{
    const struct record_header *h = v->header;

    fprintf(out, "%s  ", names[side]);
    text_put_wrapped(
        arena_format(a, "%s: %s (%s, seed %" PRIu64 ", run %" PRIu64 ")",
                     v->path, v->scenario->title, h->scenario_name, h->seed,
                     h->run),
        strlen(names[side]) + GAP, strlen(names[side]) + GAP, out);
}

/* A line of a scenario's text, from 1. */
static const char *source_line(struct arena *a, struct bytes source,
                               uint32_t line)
{
    size_t start = 0;
    size_t end;

    for (; line > 1 && start < source.size; start++)
        line -= source.data[start] == '\n' ? 1 : 0;
    for (end = start; end < source.size && source.data[end] != '\n';)
        end++;
    return arena_format(a, "%.*s", (int)(end - start),
                        (const char *)source.data + start);
}

/* The signs that both lines begin with. */
static size_t same_size(const char *a, const char *b)
{
    size_t n = 0;

    while (a[n] && a[n] == b[n])
        n++;
    return n;
}

/* Where to begin two lines so that what differs is seen in so many columns: at
 * a word, or at their beginning. */
static size_t first_shown(const char *a, const char *b, size_t columns)
{
    const size_t same = same_size(a, b);
    const bool fit = text_width(a) <= columns && text_width(b) <= columns;

    if (fit || same + SEEN <= columns) return 0;
    for (size_t at = same > columns / 2 ? same - columns / 2 : 0; at < same;
         at++)
        if (a[at] == ' ') return at + 1;
    return 0;
}

static void draw_scenarios(const struct view views[DIFFERENCE_SIDES],
                           struct arena *a, const struct difference *c,
                           FILE *out)
{
    const char *title = arena_format(
        a, "The scenarios differ, first in line %" PRIu32, c->line);

    if (c->same_scenario) return;
    style_title(&views[0].style, title, out);
    const size_t columns = text_columns(out) - INDENT - GAP - strlen(names[0]);
    const char *text[DIFFERENCE_SIDES];

    for (int i = 0; i < DIFFERENCE_SIDES; i++) {
        text[i] = source_line(a, views[i].scenario->source, c->line);
        text[i] += strspn(text[i], " ");
    }

    const size_t from = first_shown(text[0], text[1], columns);

    for (int i = 0; i < DIFFERENCE_SIDES; i++) {
        fprintf(out, "%*s%s  %s", INDENT, "", names[i], from > 0 ? "... " : "");
        text_put_cut(text[i] + from, columns - (from > 0 ? 4 : 0), out);
        fputc('\n', out);
    }
}

/* A record's own field, below its sentence. */
static void draw_field(struct arena *a, const struct record_field *f,
                       size_t column, FILE *out)
{
    text_put_spaces(column, out);
    text_put_wrapped(
        arena_format(a, "%s: %s", f->name, f->there ? field_text(a, f) : "-"),
        column, column, out);
}

/* Where both read the same, draws what they differ in: a sentence does not tell
 * every field. */
static void draw_fields(struct arena *a,
                        const struct difference_event told[DIFFERENCE_SIDES],
                        int side, size_t column, FILE *out)
{
    const struct record records[DIFFERENCE_SIDES] = {difference_told(&told[0]),
                                                     difference_told(&told[1])};

    for (size_t i = 0; i < RECORD_FIELD_COUNT; i++) {
        const struct record_field fields[DIFFERENCE_SIDES] = {
            record_field_at(&records[0], i), record_field_at(&records[1], i)};

        if (!record_field_is_same(&fields[0], &fields[1]))
            draw_field(a, &fields[side], column, out);
    }
}

static bool read_the_same(const struct view views[DIFFERENCE_SIDES],
                          struct arena *a,
                          const struct difference_event told[DIFFERENCE_SIDES])
{
    return told[0].there && told[1].there && told[0].time == told[1].time &&
           strcmp(phrase_whole(a, views[0].scenario, &told[0].record),
                  phrase_whole(a, views[1].scenario, &told[1].record)) == 0;
}

/* Gives the column of its sentence. */
static size_t draw_event(const struct view *v, struct arena *a,
                         const struct difference_event *event, int side,
                         FILE *out)
{
    char time[MOMENT_SIZE];
    size_t column = INDENT + strlen(names[side]) + GAP;

    fprintf(out, "%*s%s  ", INDENT, "", names[side]);
    if (!event->there) {
        fputs("no further record\n", out);
        return column;
    }
    moment_full(time, event->time);

    const char *head =
        arena_format(a, "%" PRIu64 "  %s.%09" PRId64 "  ", event->seq, time,
                     (event->time % SECOND + SECOND) % SECOND);

    style_set(&v->style, STYLE_QUIET, out);
    fputs(head, out);
    style_set(&v->style, STYLE_PLAIN, out);
    column += strlen(head);
    text_put_wrapped(phrase_whole(a, v->scenario, &event->record), column,
                     column, out);
    return column;
}

static void draw_parting(const struct view views[DIFFERENCE_SIDES],
                         struct arena *a, const struct difference *c, FILE *out)
{
    if (!c->parted) return;
    if (c->retold) {
        style_title(&views[0].style, "The first record that differs", out);
        const bool same = read_the_same(views, a, c->told);

        for (int i = 0; i < DIFFERENCE_SIDES; i++) {
            const size_t column = draw_event(&views[i], a, &c->told[i], i, out);
            if (same) draw_fields(a, c->told, i, column, out);
        }
    } else {
        fputs("\nBoth timelines are the same.\n", out);
    }
    /* A difference that no timeline shows: in frames, sessions, causes. */
    if (c->first[0].there && c->first[0].seq != c->told[0].seq)
        text_put_wrapped(
            arena_format(a,
                         "Frames, or their times or bytes, differ from record "
                         "%" PRIu64 " on.",
                         c->first[0].seq),
            0, 0, out);
}

/* Within one second, thousandths tell the times apart. */
static void format_time(char out[MOMENT_SIZE], const struct difference_row *r,
                        int side)
{
    char day[MOMENT_SIZE];
    char clock[MOMENT_SIZE];

    if (!r->reached[0] || !r->reached[1] ||
        r->time[0] / SECOND != r->time[1] / SECOND) {
        moment_full(out, r->time[side]);
        return;
    }
    moment_short(day, r->time[side], false);
    moment_clock(clock, r->time[side], true);
    snprintf(out, MOMENT_SIZE, "%.6s %.12s", day, clock);
}

/* A level and its time: "provable  2022-01-26 17:05:00", or "-". */
static const char *reached_text(struct arena *a, const struct difference_row *r,
                                int side)
{
    char time[MOMENT_SIZE];

    if (!r->reached[side]) return "-";
    format_time(time, r, side);
    return arena_format(a, "%-*s  %s", LEVEL_WIDTH, record_level_text(r->level),
                        time);
}

/* Beside each other, or where that is too wide, below. */
static void draw_holding(struct arena *a, const struct difference_row *r,
                         bool named, bool beside, FILE *out)
{
    text_put_spaces(INDENT, out);
    text_put_cell(named ? r->party : "", NAME_WIDTH, out);
    text_put_spaces(GAP, out);
    if (beside) {
        text_put_cell(reached_text(a, r, 0), REACHED_WIDTH, out);
        text_put_spaces(GAP, out);
        fprintf(out, "%s\n", reached_text(a, r, 1));
        return;
    }
    fprintf(out, "%s  %s\n", names[0], reached_text(a, r, 0));
    text_put_spaces(INDENT + NAME_WIDTH + GAP, out);
    fprintf(out, "%s  %s\n", names[1], reached_text(a, r, 1));
}

static void draw_holdings(const struct view *v, struct arena *a,
                          const struct difference *c, FILE *out)
{
    const bool beside =
        INDENT + NAME_WIDTH + 2 * (GAP + REACHED_WIDTH) <= text_columns(out);
    const struct difference_row *last = NULL;

    if (c->row_count == 0) return;
    style_title(&v->style, "Who knows what since when, in A and in B", out);
    if (beside) {
        text_put_spaces(INDENT + NAME_WIDTH + GAP, out);
        fprintf(out, "%-*s%s\n", REACHED_WIDTH + GAP, names[0], names[1]);
    }
    for (size_t i = 0; i < c->row_count; i++) {
        const struct difference_row *r = &c->rows[i];
        const bool other = !last || strcmp(last->document, r->document) != 0;
        const bool named = other || strcmp(last->party, r->party) != 0;

        if (other) text_put_wrapped(r->document, 0, 0, out);
        draw_holding(a, r, named, beside, out);
        last = r;
    }
}

static const char *verdict_word(const struct difference_sentence *s, int side)
{
    static const char *const words[JUDGE_VERDICT_COUNT] = {
        [JUDGE_HOLDS] = "ok",
        [JUDGE_BROKEN] = "BROKEN",
        [JUDGE_UNDETERMINED] = "open",
    };

    return s->there[side] ? words[s->verdict[side]] : "-";
}

static void draw_sentences(const struct view *v, const struct difference *c,
                           FILE *out)
{
    enum { WIDTH = 6 };

    if (c->sentence_count == 0) return;
    style_title(&v->style, "Expectations, in A and in B", out);
    fprintf(out, "%*s%-*s  %s\n", INDENT, "", WIDTH, names[0], names[1]);
    for (size_t i = 0; i < c->sentence_count; i++) {
        const struct difference_sentence *s = &c->sentences[i];
        const size_t column = INDENT + 2 * (WIDTH + GAP);

        fprintf(out, "%*s%-*s  %-*s  ", INDENT, "", WIDTH, verdict_word(s, 0),
                WIDTH, verdict_word(s, 1));
        text_put_wrapped(s->text, column, column, out);
    }
}

void differences_draw(const struct view views[DIFFERENCE_SIDES],
                      const struct difference *c, FILE *out)
{
    struct arena a;

    arena_init(&a);
    for (int i = 0; i < DIFFERENCE_SIDES; i++)
        draw_run(&views[i], &a, i, out);
    draw_scenarios(views, &a, c, out);
    draw_parting(views, &a, c, out);
    draw_holdings(&views[0], &a, c, out);
    draw_sentences(&views[0], c, out);
    if (difference_is_same(c))
        fputs("\nThe same happened in both runs.\n", out);
    arena_fini(&a);
}
