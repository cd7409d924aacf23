#include "view/timeline.h"

#include <inttypes.h>
#include <string.h>

#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"

enum {
    SUBJECT_MAX = 20,
    TELL_SEQ_WIDTH = 5, /* of a run whose length is not known yet */
    MARK_WIDTH = 2,     /* "! " before what went wrong */
    GAP = 2
};

/* One line of the timeline. */
struct row {
    instant time;
    uint64_t seq;
    struct record record;
    struct phrase phrase;
};

/* How wide the columns have to be for the lines to come. */
struct layout {
    size_t seq, clock, subject;
    bool dates;       /* on every line */
    bool thousandths; /* with the times of day */
    uint64_t shown, total;
};

static bool names(uint32_t index, const char *name, const char *recorded)
{
    return index == SCENARIO_NONE || (recorded && strcmp(name, recorded) == 0);
}

static bool is_selected(const struct view *v, const struct record *r)
{
    const struct scenario *sc = v->scenario;
    const char *party =
        v->party == SCENARIO_NONE ? "" : sc->parties[v->party].name;
    const char *document =
        v->document == SCENARIO_NONE ? "" : sc->documents[v->document].name;

    return (v->all || record_kind_row(r->kind)->shown) &&
           (names(v->party, party, r->party) ||
            names(v->party, party, r->peer)) &&
           names(v->document, document, r->document);
}

/* The next line to show; counts those passed over. False at the end. */
static bool next(const struct view *v, struct arena *a, struct row *row,
                 uint64_t *total)
{
    struct journal_frame f;

    while (reader_next(v->reader, &f) == ERR_OK) {
        if (f.kind != JOURNAL_EVENT) continue;
        arena_reset(a);
        if (record_decode(a, f.body, &row->record)) return false;
        (*total)++;
        if (!is_selected(v, &row->record)) continue;
        row->time = f.time;
        row->seq = f.seq;
        row->phrase = phrase_of(a, v->scenario, &row->record);
        return true;
    }
    return false;
}

static void measure(const struct view *v, struct arena *a, struct layout *l)
{
    struct row row;
    uint64_t last = 0;

    *l = (struct layout){.clock = strlen("16:55:00")};
    reader_rewind(v->reader);
    while (next(v, a, &row, &l->total)) {
        const size_t width = text_width(row.phrase.subject);

        if (width > l->subject) l->subject = width;
        if (v->all && row.time % SECOND != 0) l->thousandths = true;
        last = row.seq;
        l->shown++;
    }
    if (l->subject > SUBJECT_MAX) l->subject = SUBJECT_MAX;
    if (l->thousandths) l->clock += strlen(".040");
    for (l->seq = 1; last >= 10; last /= 10)
        l->seq++;
}

/* How a channel carries, in the scenario's word; a channel that it does not
 * have, by its name. */
static const char *medium(const struct scenario *sc, const char *channel)
{
    for (size_t i = 0; i < sc->channel_count; i++) {
        if (strcmp(sc->channels[i].name, channel) == 0) {
            return scenario_medium_name(sc->channels[i].medium);
        }
    }
    return channel;
}

/* " (hand, #7)": by hand, in exchange 7, which no line breaks; "" where there
 * is nothing to say. */
static const char *circumstances(struct arena *a, const struct scenario *sc,
                                 const struct record *r)
{
    const bool told = strstr(record_kind_row(r->kind)->sentence, "{channel}");
    const char *how = r->channel && !told ? medium(sc, r->channel) : "";
    const char *of =
        r->exchange ? arena_format(a, "#%" PRIu64, r->exchange) : "";

    if (!*how && !*of) return "";
    return arena_format(a, " (%s%s%s)", how,
                        *how && *of ? "," TEXT_NO_BREAK : "", of);
}

static bool is_trouble(enum record_kind kind)
{
    return kind == RECORD_VIOLATED || kind == RECORD_REFUSED ||
           kind == RECORD_REJECTED || kind == RECORD_UNDELIVERED;
}

static void draw_row(const struct view *v, struct arena *a,
                     const struct layout *l, const struct row *row, FILE *out)
{
    const struct record *r = &row->record;
    const bool trouble = is_trouble(r->kind);
    const size_t indent =
        MARK_WIDTH + l->seq + GAP + l->clock + GAP + l->subject + GAP;
    char when[MOMENT_SIZE];

    if (l->dates) {
        moment_full(when, row->time);
    } else {
        moment_clock(when, row->time, l->thousandths);
    }
    if (trouble) style_set(&v->style, STYLE_BAD, out);
    fputs(trouble ? "! " : "  ", out);
    if (!trouble) style_set(&v->style, STYLE_QUIET, out);
    fprintf(out, "%*" PRIu64 "  ", (int)l->seq, row->seq);
    if (!trouble) style_set(&v->style, STYLE_PLAIN, out);
    fprintf(out, "%s  ", when);
    text_put_cell(row->phrase.subject, l->subject, out);
    text_put_spaces(GAP, out);
    text_put_wrapped(arena_format(a, "%s%s", row->phrase.predicate,
                                  circumstances(a, v->scenario, r)),
                     indent, indent, out);
    if (trouble) style_set(&v->style, STYLE_PLAIN, out);
}

static void draw_day(const struct view *v, instant time, FILE *out)
{
    char day[MOMENT_SIZE];

    moment_day(day, time);
    fputc('\n', out);
    style_set(&v->style, STYLE_TITLE, out);
    fprintf(out, "%s\n", day);
    style_set(&v->style, STYLE_PLAIN, out);
}

static void draw_count(const struct view *v, const struct layout *l, FILE *out)
{
    char shown[TEXT_NUMBER_SIZE];
    char total[TEXT_NUMBER_SIZE];

    text_number(shown, l->shown);
    text_number(total, l->total);
    fputc('\n', out);
    style_set(&v->style, STYLE_QUIET, out);
    fprintf(out, "%s of %s records. The sign #N stands for exchange N.\n",
            shown, total);
    style_set(&v->style, STYLE_PLAIN, out);
}

void timeline_draw(const struct view *v, FILE *out)
{
    struct arena a;
    struct layout l;
    struct row row;
    instant day = 0;
    uint64_t total = 0;

    arena_init(&a);
    measure(v, &a, &l);
    reader_rewind(v->reader);
    for (bool first = true; next(v, &a, &row, &total); first = false) {
        if (first || !moment_same_day(day, row.time)) {
            draw_day(v, row.time, out);
            day = row.time;
        }
        draw_row(v, &a, &l, &row, out);
    }
    draw_count(v, &l, out);
    arena_fini(&a);
}

void timeline_tell(const struct view *v, instant time, uint64_t seq,
                   const struct record *r, FILE *out)
{
    const struct scenario *sc = v->scenario;
    struct layout l = {.seq = TELL_SEQ_WIDTH,
                       .clock = strlen("2022-01-26 16:55:00"),
                       .dates = true};
    struct row row = {.time = time, .seq = seq, .record = *r};
    struct arena a;

    if (!is_selected(v, r)) return;
    arena_init(&a);
    for (size_t i = 0; i < sc->party_count; i++) {
        const size_t width = text_width(sc->parties[i].name);

        if (width > l.subject) l.subject = width;
    }
    if (l.subject > SUBJECT_MAX) l.subject = SUBJECT_MAX;
    row.phrase = phrase_of(&a, sc, r);
    draw_row(v, &a, &l, &row, out);
    arena_fini(&a);
}
