#include "view/grade_table.h"

#include "view/text.h"

/* Two tables: the payloads of each pattern, a line each, and its static keys.
 * With t->explain a third one names the keys that open each payload to somebody
 * who only listened: the smallest sets. Then the legend, and in one sentence
 * whether anything was measured otherwise than it is stated. */

enum { INDENT = 2 };

/* The widths of the columns; less where the terminal is narrow. */
struct grade_table_widths {
    int name, message, grade;
};

static struct grade_table_widths widths_in(FILE *out)
{
    const struct grade_table_widths wide = {4, 22, 10}, narrow = {3, 19, 9};
    const int width = INDENT + wide.name + wide.message + 4 * wide.grade;

    return (size_t)width <= text_columns(out) ? wide : narrow;
}

static const char *const sources[NOISE_GRADE_SOURCES] = {
    "anybody may have sent it",
    "authentic, unless the recipient's static key is stolen",
    "authentic even then",
};

static const char *const destinations[NOISE_GRADE_DESTINATIONS] = {
    "in the clear",
    "forward secret, but to whoever is at the other end",
    "opens once the recipient's static key is stolen",
    ("forward secret; but an impostor of the recipient opens it with the "
     "static "
     "key stolen later"),
    ("forward secret; but an impostor does who had the sender's static key as "
     "well"),
    "forward secret",
};

static const char *const identities[NOISE_GRADE_IDENTITIES] = {
    "sent in the clear",
    "shown to any initiator who asks",
    "shown to any responder who answers",
    "not sent; a listener can check candidates for the responder's secret",
    "shown to whoever steals the responder's secret",
    ("not sent; a listener can check candidates for the responder's secret and "
     "the initiator's public key, together"),
    "shown to an impostor of the initiator who steals its secret later",
    "not sent; an impostor can check candidates for the initiator's secret",
    "shown to nobody but the authenticated peer",
    "not sent; an impostor can check candidates for the responder's public key",
};

static size_t row_differences(const struct grades_row *r)
{
    return (size_t)(r->measured.source != r->stated.source) +
           (size_t)(r->measured.destination != r->stated.destination);
}

static size_t key_differences(const struct grades *g)
{
    return (size_t)(g->measured[0] != g->stated[0]) +
           (size_t)(g->measured[1] != g->stated[1]);
}

size_t grade_table_differences(const struct grade_table *t)
{
    size_t count = 0;

    for (size_t i = 0; i < t->count; i++) {
        for (unsigned k = 0; k < t->items[i].count; k++)
            count += row_differences(&t->items[i].rows[k]);
        count += key_differences(&t->items[i]);
    }
    return count;
}

/* The pattern's name on its first line, then arrow and tokens. */
static void draw_message(const struct grades *g, unsigned i, FILE *out)
{
    const struct grades_row *r = &g->rows[i];

    text_put_spaces(INDENT, out);
    text_put_cell(i == 0 ? g->pattern : "", (size_t)widths_in(out).name, out);
    fprintf(out, "%s %-*s", r->initiator ? "->" : "<-",
            widths_in(out).message - 3, r->tokens);
}

static void draw_grade(int8_t grade, FILE *out)
{
    if (grade == NOISE_GRADE_NONE)
        fprintf(out, "%*s", widths_in(out).grade, "-");
    else
        fprintf(out, "%*d", widths_in(out).grade, grade);
}

static void end_line(const struct grade_table *t, size_t differences, FILE *out)
{
    if (differences > 0) {
        style_set(&t->style, STYLE_BAD, out);
        fputs("  differs", out);
        style_set(&t->style, STYLE_PLAIN, out);
    }
    fputc('\n', out);
}

static void draw_heading(int indent, const char *first, const char *second,
                         FILE *out)
{
    const int width = widths_in(out).grade;

    fprintf(out, "%*s%*s%*s\n", indent, "", 2 * width, first, 2 * width,
            second);
    fprintf(out, "%*s%*s%*s%*s%*s\n", indent, "", width, "measured", width,
            "stated", width, "measured", width, "stated");
}

static void draw_payloads(const struct grade_table *t, FILE *out)
{
    style_title(&t->style, "Payloads (Noise, revision 34, section 7.7)", out);
    draw_heading(INDENT + widths_in(out).name + widths_in(out).message,
                 "source", "destination", out);
    for (size_t i = 0; i < t->count; i++)
        for (unsigned k = 0; k < t->items[i].count; k++) {
            const struct grades_row *r = &t->items[i].rows[k];
            draw_message(&t->items[i], k, out);
            draw_grade(r->measured.source, out);
            draw_grade(r->stated.source, out);
            draw_grade(r->measured.destination, out);
            draw_grade(r->stated.destination, out);
            end_line(t, row_differences(r), out);
        }
}

static void draw_keys(const struct grade_table *t, FILE *out)
{
    style_title(&t->style, "Static keys (section 7.8)", out);
    draw_heading(INDENT + widths_in(out).name, "initiator", "responder", out);
    for (size_t i = 0; i < t->count; i++) {
        const struct grades *g = &t->items[i];
        text_put_spaces(INDENT, out);
        text_put_cell(g->pattern, (size_t)widths_in(out).name, out);
        for (int side = 0; side < 2; side++) {
            draw_grade(g->measured[side], out);
            draw_grade(g->stated[side], out);
        }
        end_line(t, key_differences(g), out);
    }
}

/* "i.e, or i.s and r.e"; "none is needed"; "no keys of the session". */
static const char *smallest_sets(struct arena *a, const struct grades_row *r)
{
    static const char *const keys[GRADES_KEYS] = {"i.s", "i.e", "r.s", "r.e"};
    const char *all = NULL;

    if (r->opened[0]) return "none is needed";
    for (unsigned set = 1; set < GRADES_KEY_SETS; set++) {
        const char *one = NULL;
        if (!grades_is_smallest(r, set)) continue;
        for (unsigned k = 0; k < GRADES_KEYS; k++)
            if (set & 1u << k)
                one = one ? arena_format(a, "%s + %s", one, keys[k]) : keys[k];
        all = all ? arena_format(a, "%s, or %s", all, one) : one;
    }
    return all ? all : "no keys of the session";
}

static void draw_sets(const struct grade_table *t, FILE *out)
{
    const int indent = INDENT + widths_in(out).name + widths_in(out).message;
    struct arena a;

    arena_init(&a);
    style_title(&t->style,
                "Keys that open a payload to somebody who only listened", out);
    for (size_t i = 0; i < t->count; i++)
        for (unsigned k = 0; k < t->items[i].count; k++) {
            draw_message(&t->items[i], k, out);
            text_put_wrapped(smallest_sets(&a, &t->items[i].rows[k]),
                             (size_t)indent, (size_t)indent, out);
        }
    text_put_wrapped("i.s, i.e: the initiator's static and ephemeral key; r.s, "
                     "r.e: the responder's.",
                     0, 0, out);
    arena_fini(&a);
}

static void draw_words(const char *title, const char *const *words, int count,
                       FILE *out)
{
    fprintf(out, "%s\n", title);
    for (int i = 0; i < count; i++) {
        fprintf(out, "%*s%d  ", INDENT, "", i);
        text_put_wrapped(words[i], 2 * INDENT + 1, 2 * INDENT + 1, out);
    }
}

static void draw_legend(const struct grade_table *t, FILE *out)
{
    fputc('\n', out);
    style_set(&t->style, STYLE_QUIET, out);
    draw_words("Source of a payload", sources, NOISE_GRADE_SOURCES, out);
    draw_words("Destination of a payload", destinations,
               NOISE_GRADE_DESTINATIONS, out);
    draw_words("Static key of a side (-: it has none)", identities,
               NOISE_GRADE_IDENTITIES, out);
    style_set(&t->style, STYLE_PLAIN, out);
}

static void draw_sum(const struct grade_table *t, FILE *out)
{
    const size_t differences = grade_table_differences(t);
    size_t payloads = 0, keys = 0;
    struct arena a;

    for (size_t i = 0; i < t->count; i++) {
        payloads += t->items[i].count;
        for (int side = 0; side < 2; side++)
            keys += t->items[i].stated[side] != NOISE_GRADE_NONE;
    }
    arena_init(&a);
    fputc('\n', out);
    style_paragraph(
        &t->style, differences > 0 ? STYLE_BAD : STYLE_GOOD,
        differences > 0
            ? arena_format(&a, "Grades that differ from those stated: %zu.",
                           differences)
            : arena_format(&a,
                           "All grades of %zu payloads and %zu static keys are "
                           "measured as stated.",
                           payloads, keys),
        out);
    arena_fini(&a);
}

void grade_table_draw(const struct grade_table *t, FILE *out)
{
    style_paragraph(&t->style, STYLE_TITLE,
                    "Grades of Noise's interactive patterns", out);
    draw_payloads(t, out);
    draw_keys(t, out);
    if (t->explain) draw_sets(t, out);
    draw_legend(t, out);
    draw_sum(t, out);
}
