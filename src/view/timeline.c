#include "view/timeline.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "journal/reader_seek.h"
#include "view/apart.h"
#include "view/moment.h"
#include "view/phrase.h"
#include "view/text.h"
#include "view/timeline_legend.h"

/* Draws the timeline in passes over the journal. The first measures the
 * columns; with v->tree another one notes where the records are, and sorts them
 * by exchange; the last draws each selected record: a heading where a day or an
 * exchange begins, then number, time, acting party and sentence, with the
 * channel and the exchange at the right edge. Of a run that is not over,
 * timeline_tell draws one record at a time, with widths from the scenario
 * instead, while timeline_keep measures each record and keeps its row in a
 * file; timeline_kept_draw draws the rows when the run is over.
 *
 *     109  12:06:57  ukraine   receives us-response from us     kyiv  16
 *     seq  clock     subject   predicate             circumstances      */

enum {
    SUBJECT_MAX = 18,
    CHANNEL_MAX = 12,
    SENTENCE_MIN = 22,
    TELL_SEQ_WIDTH = 5, /* of a run whose length is not known yet */
    TELL_SENTENCE_WIDTH = 60,
    TELL_EXCHANGE_WIDTH = 4,
    MARK_WIDTH = 2, /* "! " before what went wrong */
    GAP = 2
};

/* One line of the timeline. */
struct timeline_row {
    instant time;
    uint64_t seq;
    uint64_t offset; /* in the journal */
    struct record record;
    struct phrase phrase;
};

/* The widths of the columns. */
struct timeline_layout {
    size_t seq, clock, subject, sentence, channel, exchange;
    bool thousandths; /* with the times of day, but for whole seconds */
};

/* The places of the records to show, where they are not shown in the order of
 * the journal. */
struct timeline_place {
    uint64_t exchange, offset;
};

/* Where the rows come from. */
struct timeline_rows {
    const struct view *view;
    struct arena row;  /* holds the row at hand */
    struct arena list; /* holds the places */
    struct timeline_place *places;
    size_t count, next;
    bool ended; /* there are none from here on */
};

/* Goes to the first record of the selected time, through the index where there
 * is one. */
static void rows_start(struct timeline_rows *rows)
{
    struct reader *r = rows->view->reader;

    rows->ended = false;
    if (rows->view->select.from == INSTANT_MIN)
        reader_rewind(r);
    else if (reader_seek_time(r, rows->view->select.from))
        rows->ended = true;
}

/* Reads the next selected record, and counts all in *total. False at the end of
 * the selected time: times in a journal never decrease. */
static bool rows_read(struct timeline_rows *rows, struct timeline_row *row,
                      uint64_t *total)
{
    const struct view *v = rows->view;
    struct reader_frame f;

    while (!rows->ended && reader_next(v->reader, &f) == ERR_OK) {
        if (f.time > v->select.to) return false;
        if (f.kind != JOURNAL_EVENT) continue;
        arena_reset(&rows->row);
        if (record_decode(&rows->row, f.body, &row->record)) return false;
        (*total)++;
        if (!selection_takes(&v->select, v->scenario, f.time, &row->record))
            continue;
        row->time = f.time;
        row->seq = f.seq;
        row->offset = f.offset;
        row->phrase = phrase_of(&rows->row, v->scenario, &row->record);
        return true;
    }
    return false;
}

static int compare_places(const void *a, const void *b)
{
    const struct timeline_place *x = a, *y = b;

    if (x->exchange != y->exchange) return x->exchange < y->exchange ? -1 : 1;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

/* Notes where the records are, exchange by exchange; those of none come
 * first. */
static void rows_sort(struct timeline_rows *rows, size_t count)
{
    struct timeline_row row;
    uint64_t total = 0;

    rows->places = arena_array(&rows->list, count, sizeof *rows->places);
    rows_start(rows);
    while (rows->count < count && rows_read(rows, &row, &total))
        rows->places[rows->count++] =
            (struct timeline_place){row.record.exchange, row.offset};
    if (rows->count > 0)
        qsort(rows->places, rows->count, sizeof *rows->places, compare_places);
}

static bool rows_next(struct timeline_rows *rows, struct timeline_row *row)
{
    uint64_t total = 0;

    if (rows->places) {
        if (rows->next == rows->count) return false;
        reader_go_to(rows->view->reader, rows->places[rows->next++].offset);
    }
    return rows_read(rows, row, &total);
}

/* Takes in a row that is shown. */
static void extend(struct timeline_extent *x, const struct timeline_row *row)
{
    const size_t width = text_width(row->phrase.subject);

    x->subject = text_wider(x->subject, width);
    x->sentence = text_wider(x->sentence, text_width(row->phrase.predicate));
    if (row->time % SECOND != 0) x->thousandths = true;
    if (x->shown > 0 && row->time != x->before &&
        row->time / SECOND == x->before / SECOND)
        x->close = true;
    x->before = row->time;
    if (row->record.exchange > x->exchange) x->exchange = row->record.exchange;
    x->last = row->seq;
    x->shown++;
}

static struct timeline_layout lay_out(const struct view *v,
                                      const struct timeline_extent *x)
{
    const size_t most = apart_parties(v->scenario, SUBJECT_MAX);
    struct timeline_layout l = {
        .seq = text_digits(x->last),
        .clock = strlen("16:55:00"),
        .subject = x->subject < most ? x->subject : most,
        .sentence = x->sentence,
        .channel = apart_channels(v->scenario, CHANNEL_MAX),
        .exchange = x->exchange > 0 ? text_digits(x->exchange) : 0,
        .thousandths = x->close || (v->select.all && x->thousandths),
    };

    if (l.thousandths) l.clock += strlen(".040");
    return l;
}

static void rows_measure(struct timeline_rows *rows, struct timeline_extent *x)
{
    struct timeline_row row;

    *x = (struct timeline_extent){0};
    rows_start(rows);
    while (rows_read(rows, &row, &x->total))
        extend(x, &row);
}

/* The channel, unless the sentence names it or the act is a check, which
 * happens at the party itself; "" for none. */
static const char *channel_text(const struct record *r)
{
    if (!r->channel || r->kind == RECORD_CHECKED ||
        r->kind == RECORD_ORIGIN_CHECKED || phrase_tells_channel(r->kind))
        return "";
    return r->channel;
}

/* At the right edge, behind some spaces: "embassy   7". */
static void draw_circumstances(const struct view *v, const struct record *r,
                               size_t spaces, size_t over, size_t number,
                               FILE *out)
{
    text_put_spaces(spaces, out);
    style_set(&v->style, STYLE_QUIET, out);
    text_put_cut(channel_text(r), over, out);
    if (r->exchange > 0)
        fprintf(out, "%*" PRIu64, (int)(GAP + number), r->exchange);
    style_set(&v->style, STYLE_PLAIN, out);
}

/* The right edge: that of the terminal, or not far behind the longest sentence,
 * so that the eye finds its way to the circumstances. */
static size_t row_columns(const struct timeline_layout *l, size_t indent,
                          FILE *out)
{
    const size_t columns = text_columns(out);
    const size_t wanted =
        text_wider(indent + l->sentence + GAP + l->channel + GAP + l->exchange,
                   TEXT_COLUMNS);

    return wanted < columns ? wanted : columns;
}

/* The sentence, in lines that end before the circumstances; or where that
 * leaves too little room, in whole lines, with the circumstances behind the
 * last one, if they fit there or into a line of their own. */
static void draw_sentence(const struct view *v, const struct timeline_layout *l,
                          const struct timeline_row *row, size_t indent,
                          FILE *out)
{
    const struct record *r = &row->record;
    struct bytes rest = bytes_of_text(row->phrase.predicate);
    size_t number = l->exchange;
    size_t over = text_width(channel_text(r));

    if (r->exchange > 0) number = text_wider(number, text_digits(r->exchange));
    if (over > l->channel) over = l->channel;
    const size_t whole = over + (number > 0 ? GAP + number : 0);
    const size_t columns = row_columns(l, indent, out);
    const bool below = indent + SENTENCE_MIN + GAP + whole > columns;
    const size_t edge = columns - (below || whole == 0 ? 0 : whole + GAP);
    size_t at = text_hang(rest, indent, edge);
    size_t column = text_put_line(&rest, indent, at, edge, out);
    const bool any = over > 0 || r->exchange > 0;

    if (!below && any)
        draw_circumstances(v, r, columns - whole - column, over, number, out);
    while (rest.size > 0) {
        fputc('\n', out);
        at = text_hang(rest, indent, edge);
        text_put_spaces(at, out);
        column = text_put_line(&rest, at, at, edge, out);
    }
    if (below && any && column + GAP + whole > columns) {
        fputc('\n', out);
        column = 0;
    }
    if (below && any && whole <= columns)
        draw_circumstances(v, r, columns - whole - column, over, number, out);
    fputc('\n', out);
}

/* The subject before the sentence, or above it where names are long; gives the
 * column at which the sentence begins. */
static size_t draw_subject(const struct timeline_layout *l, const char *subject,
                           size_t indent, FILE *out)
{
    const size_t columns = text_columns(out);
    const size_t room =
        l->subject > SUBJECT_MAX ? 2 * SENTENCE_MIN : SENTENCE_MIN;

    if (indent + l->subject + GAP + room <= columns) {
        text_put_cell(subject, l->subject, out);
        text_put_spaces(GAP, out);
        return indent + l->subject + GAP;
    }
    text_put_cut(subject, columns - indent, out);
    fputc('\n', out);
    text_put_spaces(indent, out);
    return indent;
}

static void draw_record(const struct view *v, const struct timeline_layout *l,
                        const struct timeline_row *row, FILE *out)
{
    const bool trouble = selection_is_trouble(row->record.kind);
    const size_t seq = text_wider(l->seq, text_digits(row->seq));
    const size_t indent = MARK_WIDTH + seq + GAP + l->clock + GAP;
    char when[MOMENT_SIZE];

    moment_clock(when, row->time, l->thousandths && row->time % SECOND != 0);
    style_set(&v->style, trouble ? STYLE_BAD : STYLE_QUIET, out);
    fprintf(out, "%c %*" PRIu64 "  ", trouble ? '!' : ' ', (int)l->seq,
            row->seq);
    style_set(&v->style, STYLE_PLAIN, out);
    fprintf(out, "%-*s  ", (int)l->clock, when);
    draw_sentence(v, l, row, draw_subject(l, row->phrase.subject, indent, out),
                  out);
}

static void draw_day(const struct view *v, instant time, FILE *out)
{
    char day[MOMENT_SIZE];

    moment_day(day, time);
    style_title(&v->style, day, out);
}

/* Above the first record of an exchange, and of those that belong to none. */
static void draw_exchange(const struct view *v, const struct timeline_row *row,
                          FILE *out)
{
    char text[2 * MOMENT_SIZE], day[MOMENT_SIZE];

    moment_day(day, row->time);
    if (row->record.exchange > 0)
        snprintf(text, sizeof text, "Exchange %" PRIu64 ", %s",
                 row->record.exchange, day);
    else
        snprintf(text, sizeof text, "Outside any exchange, %s", day);
    style_title(&v->style, text, out);
}

/* The headings that a row needs after the one before. */
static void draw_headings(const struct view *v,
                          const struct timeline_row *before,
                          const struct timeline_row *row, FILE *out)
{
    const bool first = before->seq == 0;
    const bool other = first || before->record.exchange != row->record.exchange;

    if (v->tree && other)
        draw_exchange(v, row, out);
    else if (first || !moment_same_day(before->time, row->time))
        draw_day(v, row->time, out);
}

void timeline_draw(const struct view *v, FILE *out)
{
    struct timeline_rows rows = {.view = v};
    struct timeline_row row, before = {0};
    struct timeline_extent x;

    assert(v->reader && v->scenario);
    arena_init(&rows.row);
    arena_init(&rows.list);
    rows_measure(&rows, &x);
    const struct timeline_layout l = lay_out(v, &x);
    if (v->tree) rows_sort(&rows, x.shown);
    rows_start(&rows);
    while (rows_next(&rows, &row)) {
        draw_headings(v, &before, &row, out);
        draw_record(v, &l, &row, out);
        before = row;
    }
    timeline_legend_draw(v, x.shown, x.total, x.exchange > 0, out);
    arena_fini(&rows.list);
    arena_fini(&rows.row);
}

void timeline_init(struct timeline *t, const struct view *v)
{
    const struct scenario *sc = v->scenario;

    assert(v->scenario);
    *t = (struct timeline){
        .view = v, .last = INSTANT_MIN, .clock = strlen("16:55:00")};
    for (size_t i = 0; i < sc->actor_count; i++) {
        const size_t width = text_width(sc->parties[i].name);

        if (width > t->subject) t->subject = width;
    }
    const size_t most = apart_parties(sc, SUBJECT_MAX);
    if (t->subject > most) t->subject = most;
    t->channel = apart_channels(sc, CHANNEL_MAX);
}

/* The next record may come within the same second, and what is printed stays:
 * so every time that is not at a whole second is told in full. The column grows
 * with the first one. */
void timeline_tell(struct timeline *t, instant time, uint64_t seq,
                   const struct record *r, FILE *out)
{
    const struct view *v = t->view;
    struct timeline_layout l = {.thousandths = true,
                                .seq = TELL_SEQ_WIDTH,
                                .subject = t->subject,
                                .sentence = TELL_SENTENCE_WIDTH,
                                .channel = t->channel,
                                .exchange = TELL_EXCHANGE_WIDTH};
    struct timeline_row row = {.time = time, .seq = seq, .record = *r};
    struct arena a;

    if (!selection_takes(&v->select, v->scenario, time, r)) return;
    if (t->last == INSTANT_MIN || !moment_same_day(t->last, time))
        draw_day(v, time, out);
    t->last = time;
    if (time % SECOND != 0) t->clock = strlen("16:55:00.040");
    l.clock = t->clock;
    arena_init(&a);
    row.phrase = phrase_of(&a, v->scenario, r);
    draw_record(v, &l, &row, out);
    arena_fini(&a);
}

/* A row in its file: the numbers, and behind them the texts with their ends. */
struct timeline_kept_row {
    instant time;
    uint64_t seq, exchange;
    uint64_t kind;
    uint64_t sizes[3]; /* of channel, subject and predicate */
};

void timeline_kept_init(struct timeline_kept *t, const struct view *v,
                        FILE *rows)
{
    assert(v->scenario);
    *t = (struct timeline_kept){.view = v, .rows = rows};
    arena_init(&t->row);
}

void timeline_kept_fini(struct timeline_kept *t)
{
    arena_fini(&t->row);
}

void timeline_keep(struct timeline_kept *t, instant time, uint64_t seq,
                   const struct record *r)
{
    const struct view *v = t->view;
    struct timeline_row row = {.time = time, .seq = seq, .record = *r};

    t->extent.total++;
    if (!selection_takes(&v->select, v->scenario, time, r)) return;
    arena_reset(&t->row);
    row.phrase = phrase_of(&t->row, v->scenario, r);
    extend(&t->extent, &row);
    const char *const texts[] = {r->channel ? r->channel : "",
                                 row.phrase.subject, row.phrase.predicate};
    struct timeline_kept_row kept = {time, seq, r->exchange, r->kind, {0}};
    for (size_t i = 0; i < 3; i++)
        kept.sizes[i] = strlen(texts[i]) + 1;
    fwrite(&kept, sizeof kept, 1, t->rows);
    for (size_t i = 0; i < 3; i++)
        fwrite(texts[i], 1, kept.sizes[i], t->rows);
}

/* False when there is none, or none that can be read. */
static bool kept_read(FILE *rows, struct arena *a, struct timeline_row *row)
{
    struct timeline_kept_row kept;
    char *texts[3];

    if (fread(&kept, sizeof kept, 1, rows) != 1) return false;
    for (size_t i = 0; i < 3; i++) {
        texts[i] = arena_alloc(a, kept.sizes[i]);
        if (fread(texts[i], 1, kept.sizes[i], rows) != kept.sizes[i])
            return false;
    }
    *row = (struct timeline_row){
        .time = kept.time,
        .seq = kept.seq,
        .record = {.kind = (enum record_kind)kept.kind,
                   .exchange = kept.exchange,
                   .channel = texts[0]},
        .phrase = {texts[1], texts[2]},
    };
    return true;
}

bool timeline_kept_draw(struct timeline_kept *t, const struct view *v,
                        FILE *out)
{
    const struct timeline_layout l = lay_out(v, &t->extent);
    struct timeline_row row, before = {0};
    uint64_t drawn = 0;

    /* Unlike rewind, fails where what is buffered cannot be written. */
    if (ferror(t->rows) || fseek(t->rows, 0, SEEK_SET)) return false;
    arena_reset(&t->row);
    while (kept_read(t->rows, &t->row, &row)) {
        draw_headings(v, &before, &row, out);
        draw_record(v, &l, &row, out);
        before = row;
        arena_reset(&t->row);
        drawn++;
    }
    timeline_legend_draw(v, t->extent.shown, t->extent.total,
                         t->extent.exchange > 0, out);
    return drawn == t->extent.shown;
}
