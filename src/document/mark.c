#include "document/mark.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "crypto/sha256.h"
#include "document/tardos.h"

/* The author's side draws a bit for each choice (`mark_draw`) and makes the
 * choices (`mark_apply`). `mark_read` goes the other way, from a text that
 * surfaced. It lays out the original's words in rows (`add_rows`), fills a
 * table with the fewest words left over up to each place (`fill_row`), and
 * goes back through it from the end (`trace`), reading the choices on its way.
 */

static const char *const ill_formed = "choices are checked where they are read";

/* The number of choices that a code takes; 0: no code. */
static size_t code_needs(const struct mark_code *code)
{
    return code->colluders == 0 || code->users == 0
               ? 0
               : tardos_length(code->users, code->colluders, MARK_CODE_ERROR);
}

void mark_code_biases(const struct rng_root *root, const char *author,
                      const char *document, const struct mark_code *code,
                      double *bias, size_t count)
{
    struct rng rng;

    rng_init_for(&rng, root, author, "mark-code/%s/", document);
    tardos_draw_biases(&rng, code->users, (uint32_t)count, MARK_CODE_ERROR,
                       bias);
    rng_fini(&rng);
}

static void draw_code(struct rng *rng, const struct rng_root *root,
                      const char *author, const char *document,
                      const struct mark_code *code, uint8_t *bits, size_t count)
{
    struct arena a;

    arena_init(&a);
    double *bias = arena_array(&a, count, sizeof *bias);
    mark_code_biases(root, author, document, code, bias, count);
    for (size_t i = 0; i < count; i++)
        bits[i] = rng_unit(rng) < bias[i];
    arena_fini(&a);
}

void mark_draw(const struct rng_root *root, const char *author,
               const char *document, const char *recipient,
               const struct mark_code *code, uint8_t *bits, size_t count)
{
    const size_t needs = code_needs(code);
    struct rng rng;

    rng_init_for(&rng, root, author, "mark/%s/%s", document, recipient);
    if (needs > 0 && count >= needs)
        draw_code(&rng, root, author, document, code, bits, count);
    else
        for (size_t i = 0; i < count; i++) {
            rng_bytes(&rng, &bits[i], 1);
            bits[i] &= 1;
        }
    rng_fini(&rng);
}

const char *mark_apply(struct arena *a, const char *text, const uint8_t *bits)
{
    struct bytes rest = bytes_of_text(text);
    char *out = arena_alloc(a, rest.size + 1);
    struct choices_piece piece;
    struct bytes at;
    size_t size = 0, choice = 0;

    assert(!choices_check(rest, &at) && ill_formed);
    while (choices_next(&rest, &piece)) {
        const size_t way = piece.choice && bits ? bits[choice++] : 0;
        memcpy(out + size, piece.ways[way].data, piece.ways[way].size);
        size += piece.ways[way].size;
    }
    out[size] = '\0';
    return out;
}

size_t mark_own_count(size_t choices)
{
    return choices / 2;
}

void mark_choose(struct arena *a, const struct rng_root *root,
                 const char *recipient, const char *author,
                 const char *document, size_t count, struct mark_own *out)
{
    uint8_t *bits = arena_alloc(a, count);
    struct rng rng;

    rng_init_for(&rng, root, recipient, "marks/%s/%s", author, document);
    rng_bytes(&rng, out->salt, sizeof out->salt);
    rng_bytes(&rng, bits, count);
    for (size_t i = 0; i < count; i++)
        bits[i] &= 1;
    rng_fini(&rng);
    out->bits = bits;
    out->count = count;
}

void mark_commit(const struct mark_own *own, uint8_t out[MARK_SALT_SIZE])
{
    static const char label[] = "demarche/marks/1";
    struct arena a;
    struct writer w;

    _Static_assert((int)SHA256_SIZE == (int)MARK_SALT_SIZE, "of one size");
    arena_init(&a);
    const size_t size = sizeof label + sizeof own->salt + own->count;
    writer_init(&w, arena_alloc(&a, size), size);
    writer_put(&w, label, sizeof label);
    writer_put(&w, own->salt, sizeof own->salt);
    writer_put(&w, own->bits, own->count);
    sha256(out, writer_bytes(&w));
    arena_fini(&a);
}

/* A brace of the text itself is doubled again. */
static void put_plain(struct writer *w, struct bytes text)
{
    for (size_t i = 0; i < text.size; i++) {
        const uint8_t c = text.data[i];

        writer_put(w, &c, 1);
        if (c == '{' || c == '}') writer_put(w, &c, 1);
    }
}

static void put_choice(struct writer *w, const struct choices_piece *piece)
{
    writer_put_text(w, "{");
    writer_put(w, piece->ways[0].data, piece->ways[0].size);
    writer_put_text(w, "|");
    writer_put(w, piece->ways[1].data, piece->ways[1].size);
    writer_put_text(w, "}");
}

const char *mark_leave(struct arena *a, const char *text, const uint8_t *bits,
                       size_t before)
{
    struct bytes rest = bytes_of_text(text);
    const size_t room = rest.size + 1;
    char *out = arena_alloc(a, room);
    struct choices_piece piece;
    struct writer w;
    size_t choice = 0;

    writer_init(&w, out, room - 1);
    while (choices_next(&rest, &piece)) {
        if (!piece.choice)
            put_plain(&w, piece.ways[0]);
        else if ((before + choice) % 2 == 1)
            put_choice(&w, &piece);
        else
            put_plain(&w, piece.ways[bits[choice]]);
        choice += piece.choice;
    }
    assert(!w.overflow);
    out[w.size] = '\0';
    return out;
}

/* Surfaced words go along columns. Rows are the words of the text, those of
 * both ways of a choice one after the other, and after them a row in which the
 * two ways meet. */
enum mark_from {
    FROM_NOWHERE,
    FROM_MATCH, /* the row's word is the column's */
    FROM_ABOVE, /* the row's word is missing */
    FROM_LEFT,  /* the column's word was added */
    FROM_FIRST, /* the ways meet, and one of them was better */
    FROM_SECOND,
    FROM_EITHER
};

struct mark_cell {
    uint16_t left_over; /* words, on either side, up to here */
    uint8_t from;
};

struct mark_row {
    struct bytes word;     /* size 0: ways meet, or the start */
    uint32_t above, other; /* the rows before; other: of the second way */
    uint32_t choice;       /* that meets here, or whose word this is */
};

struct mark_reading {
    struct arena arena;
    struct mark_row *rows;
    struct mark_cell *cells;
    size_t row_count, columns;
};

enum { ROWS_MAX = 2 * MARK_WORDS_MAX, NO_CHOICE = CHOICES_MAX };

/* Adds rows for the words of a piece, below `above`; returns the last of them,
 * or above. */
static uint32_t add_words(struct mark_reading *r, struct bytes text,
                          uint32_t above, uint32_t choice)
{
    struct bytes word;

    while (r->row_count < ROWS_MAX && choices_word(&text, &word)) {
        r->rows[r->row_count] = (struct mark_row){word, above, above, choice};
        above = (uint32_t)r->row_count++;
    }
    return above;
}

static enum err add_rows(struct mark_reading *r, const char *text)
{
    struct bytes rest = bytes_of_text(text);
    struct choices_piece piece;
    uint32_t above = 0, choice = 0;

    r->rows = arena_array(&r->arena, ROWS_MAX, sizeof *r->rows);
    r->row_count = 1;
    while (choices_next(&rest, &piece)) {
        const uint32_t second =
            piece.choice ? add_words(r, piece.ways[1], above, choice) : 0;
        above = add_words(r, piece.ways[0], above,
                          piece.choice ? choice : NO_CHOICE);
        if (r->row_count == ROWS_MAX) return ERR_LIMIT;
        if (!piece.choice) continue;
        r->rows[r->row_count] = (struct mark_row){{0}, above, second, choice++};
        above = (uint32_t)r->row_count++;
    }
    return ERR_OK;
}

static struct mark_cell *cell(const struct mark_reading *r, size_t row,
                              size_t column)
{
    return &r->cells[row * r->columns + column];
}

static struct mark_cell after(const struct mark_cell *before,
                              enum mark_from from)
{
    return (struct mark_cell){(uint16_t)(before->left_over + 1), (uint8_t)from};
}

static struct mark_cell meet(const struct mark_cell *first,
                             const struct mark_cell *second)
{
    if (first->left_over == second->left_over)
        return (struct mark_cell){first->left_over, FROM_EITHER};
    return first->left_over < second->left_over
               ? (struct mark_cell){first->left_over, FROM_FIRST}
               : (struct mark_cell){second->left_over, FROM_SECOND};
}

static void fill_row(struct mark_reading *r, size_t i,
                     const struct bytes *surfaced)
{
    const struct mark_row *row = &r->rows[i];

    for (size_t j = 0; j < r->columns; j++) {
        struct mark_cell best = {UINT16_MAX, FROM_NOWHERE};
        if (i == 0 && j == 0) {
            best.left_over = 0;
        } else if (i > 0 && row->word.size == 0) {
            best = meet(cell(r, row->above, j), cell(r, row->other, j));
        } else {
            if (i > 0) best = after(cell(r, row->above, j), FROM_ABOVE);
            if (j > 0 && cell(r, i, j - 1)->left_over + 1 < best.left_over)
                best = after(cell(r, i, j - 1), FROM_LEFT);
            if (i > 0 && j > 0 &&
                choices_same_word(row->word, surfaced[j - 1])) {
                const struct mark_cell *before = cell(r, row->above, j - 1);
                if (before->left_over <= best.left_over)
                    best = (struct mark_cell){before->left_over, FROM_MATCH};
            }
        }
        *cell(r, i, j) = best;
    }
}

/* Goes back along the best alignment. A choice is read when all words of one
 * way are there, with no other between them. */
static void trace(const struct mark_reading *r, int8_t *bits)
{
    size_t i = r->row_count - 1, j = r->columns - 1;
    uint32_t within = NO_CHOICE; /* the choice whose word comes next */

    while (i > 0 || j > 0) {
        const struct mark_row *row = &r->rows[i];
        const enum mark_from from = (enum mark_from)cell(r, i, j)->from;
        if (from == FROM_LEFT) {
            if (within != NO_CHOICE && within == row->choice)
                bits[within] = MARK_UNKNOWN;
            j--;
            continue;
        }
        const bool meets = row->word.size == 0;
        if (meets)
            bits[row->choice] = from == FROM_EITHER   ? MARK_UNKNOWN
                                : from == FROM_SECOND ? 1
                                                      : 0;
        else if (from == FROM_ABOVE && row->choice != NO_CHOICE)
            bits[row->choice] = MARK_UNKNOWN;
        within = meets ? NO_CHOICE : row->choice;
        i = from == FROM_SECOND ? row->other : row->above;
        j -= from == FROM_MATCH;
    }
}

enum err mark_read(const char *text, const char *surfaced, int8_t *bits)
{
    struct bytes rest = bytes_of_text(surfaced);
    struct mark_reading r = {.columns = 1};
    struct bytes word;

    arena_init(&r.arena);
    struct bytes *words = arena_array(&r.arena, MARK_WORDS_MAX, sizeof *words);
    enum err rc = add_rows(&r, text);
    while (!rc && choices_word(&rest, &word)) {
        if (r.columns > MARK_WORDS_MAX)
            rc = ERR_LIMIT;
        else
            words[r.columns++ - 1] = word;
    }
    if (!rc) {
        r.cells =
            arena_array(&r.arena, r.row_count * r.columns, sizeof *r.cells);
        for (size_t i = 0; i < r.row_count; i++)
            fill_row(&r, i, words);
        trace(&r, bits);
    }
    arena_fini(&r.arena);
    return rc;
}
