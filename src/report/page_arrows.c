#include "report/page_arrows.h"

/* Both members are tables written column by column. A row of a table of columns
 * names the column and the function that gives its cells; a cell is asked of
 * the arrow, and of the frame that brought it, or the first that carried it.
 * The words of an arrow come last. */

struct page_arrows_cell {
    const struct page_names *names;
    const struct page_rows *rows;
    const struct arrows_item *item;
    const struct passage_frame *frame; /* of the arrow, if it is known */
};

static const char *message_word(enum message_kind message)
{
    static const char *const words[MESSAGE_ANNOUNCEMENT + 1] = {
        [MESSAGE_COPY] = "copy",
        [MESSAGE_REVIEW] = "review",
        [MESSAGE_COMMENT] = "comment",
        [MESSAGE_APPROVAL] = "approval",
        [MESSAGE_OBJECTION] = "objection",
        [MESSAGE_RECEIPT] = "receipt",
        [MESSAGE_COSIGNATURE] = "co-signature",
        [MESSAGE_BRIEFING] = "brief",
        [MESSAGE_ANNOUNCEMENT] = "announcement",
    };

    return words[message];
}

static const char *fate_word(enum arrows_fate fate)
{
    static const char *const words[ARROWS_FATE_COUNT] = {
        [ARROWS_UNDER_WAY] = "under way", [ARROWS_WAITING] = "waiting",
        [ARROWS_TAKEN] = "taken",         [ARROWS_REFUSED] = "refused",
        [ARROWS_LOST] = "lost",           [ARROWS_GIVEN_UP] = "given up",
        [ARROWS_FORGED] = "forged",       [ARROWS_REPLAYED] = "replayed",
    };

    return words[fate];
}

static int64_t trait_number(enum traits_answer answer)
{
    return answer == TRAITS_UNKNOWN ? -1 : (int64_t)answer;
}

static int64_t arrow_act(const struct page_arrows_cell *c)
{
    return page_rows_find(c->rows, c->item->act);
}

static int64_t arrow_arrived(const struct page_arrows_cell *c)
{
    return page_rows_find(c->rows, c->item->arrived);
}

static int64_t arrow_taken(const struct page_arrows_cell *c)
{
    return page_rows_find(c->rows, c->item->taken);
}

static int64_t arrow_from(const struct page_arrows_cell *c)
{
    return page_names_actor(c->names, c->item->from);
}

static int64_t arrow_to(const struct page_arrows_cell *c)
{
    return page_names_actor(c->names, c->item->to);
}

static int64_t arrow_document(const struct page_arrows_cell *c)
{
    return page_names_document(c->names, c->item->document);
}

static int64_t arrow_channel(const struct page_arrows_cell *c)
{
    return page_names_channel(c->names, c->item->channel);
}

static int64_t arrow_exchange(const struct page_arrows_cell *c)
{
    return (int64_t)c->item->exchange;
}

static int64_t arrow_sealed(const struct page_arrows_cell *c)
{
    return c->frame ? trait_number(c->frame->traits.sealed) : -1;
}

static int64_t arrow_session(const struct page_arrows_cell *c)
{
    return c->frame ? trait_number(c->frame->traits.session) : -1;
}

static int64_t arrow_signed(const struct page_arrows_cell *c)
{
    return c->frame ? trait_number(c->frame->traits.is_signed) : -1;
}

static int64_t arrow_violation(const struct page_arrows_cell *c)
{
    return c->item->violation;
}

static int64_t frame_sent(const struct page_arrows_cell *c)
{
    return page_rows_find(c->rows, c->frame->sent);
}

static int64_t frame_arrived(const struct page_arrows_cell *c)
{
    return page_rows_find(c->rows, c->frame->arrived);
}

static int64_t frame_lost(const struct page_arrows_cell *c)
{
    return page_rows_find(c->rows, c->frame->lost);
}

static int64_t frame_size(const struct page_arrows_cell *c)
{
    return (int64_t)c->frame->size;
}

static int64_t frame_repeat(const struct page_arrows_cell *c)
{
    return c->frame->repeats > 0;
}

struct page_arrows_column {
    const char *name;
    int64_t (*cell)(const struct page_arrows_cell *c);
};

static const struct page_arrows_column arrow_columns[] = {
    {"act", arrow_act},
    {"arrived", arrow_arrived},
    {"taken", arrow_taken},
    {"from", arrow_from},
    {"to", arrow_to},
    {"document", arrow_document},
    {"channel", arrow_channel},
    {"exchange", arrow_exchange},
    {"sealed", arrow_sealed},
    {"session", arrow_session},
    {"signed", arrow_signed},
    {"violation", arrow_violation},
    {0},
};

static const struct page_arrows_column frame_columns[] = {
    {"sent", frame_sent},
    {"arrived", frame_arrived},
    {"lost", frame_lost},
    {"size", frame_size},
    {"sealed", arrow_sealed},
    {"session", arrow_session},
    {"signed", arrow_signed},
    {"repeat", frame_repeat},
    {0},
};

/* An arrow whose first record is not in the page is left out. */
static bool is_shown(const struct page_rows *rows,
                     const struct arrows_item *item)
{
    return page_rows_find(rows, item->act) >= 0;
}

static void put_arrow_words(struct json *j, const struct arrows *x,
                            const struct page_rows *rows)
{
    json_open_array(j, "what");
    for (size_t i = 0; i < x->count; i++)
        if (is_shown(rows, &x->items[i]))
            json_text(j, NULL, message_word(x->items[i].message));
    json_close(j);
    json_open_array(j, "fate");
    for (size_t i = 0; i < x->count; i++)
        if (is_shown(rows, &x->items[i]))
            json_text(j, NULL, fate_word(x->items[i].fate));
    json_close(j);
}

void page_arrows_put(struct json *j, const struct arrows *x,
                     const struct page_names *names,
                     const struct page_rows *rows)
{
    struct page_arrows_cell c = {.names = names, .rows = rows};

    json_open_object(j, "arrows");
    for (const struct page_arrows_column *k = arrow_columns; k->name; k++) {
        json_open_array(j, k->name);
        for (size_t i = 0; i < x->count; i++) {
            c.item = &x->items[i];
            c.frame = c.item->frame == PASSAGE_NONE
                          ? NULL
                          : &x->passage.frames[c.item->frame];
            if (is_shown(rows, c.item)) json_int(j, NULL, k->cell(&c));
        }
        json_close(j);
    }
    put_arrow_words(j, x, rows);
    json_close(j);
    json_open_object(j, "frames");
    for (const struct page_arrows_column *k = frame_columns; k->name; k++) {
        json_open_array(j, k->name);
        for (size_t i = 0; i < x->passage.count; i++) {
            c.frame = &x->passage.frames[i];
            if (frame_sent(&c) >= 0) json_int(j, NULL, k->cell(&c));
        }
        json_close(j);
    }
    json_close(j);
}

int64_t *page_arrows_violations(struct arena *a, const struct arrows *x,
                                const struct page_rows *rows, size_t *count)
{
    int64_t *found = arena_array(a, x->count, sizeof *found);

    *count = 0;
    for (size_t i = 0; i < x->count; i++)
        if (x->items[i].violation && is_shown(rows, &x->items[i]))
            found[(*count)++] = page_rows_find(rows, x->items[i].act);
    return found;
}
