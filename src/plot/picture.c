#include "plot/picture.h"

#include <assert.h>
#include <string.h>

/* A drawing first lays its heading out (picture_init), then works out its own
 * height, then has everything before it written (picture_begin), draws, and
 * ends. Each text that is written leaves its box behind, as wide as estimated,
 * so that a text which may be left out finds whether it has a place. */

enum {
    INNER = PICTURE_WIDTH - 2 * PICTURE_MARGIN,
    TITLE_LINES = 3,
    OTHER_LINES = 4,
    HEAD = 16,       /* above the title */
    TITLE_SPACE = 4, /* below it */
    FOOT_SPACE = 14,
    EDGE = 4, /* the least between a text and the picture's edge */
};

static const char ellipsis[] = "\xe2\x80\xa6";

static struct bytes skip_spaces(struct bytes b)
{
    while (b.size > 0 && (b.data[0] == ' ' || b.data[0] == '\n'))
        b = bytes_from(b, 1);
    return b;
}

/* The bytes of a line: what fits, up to its last space if it has one and does
 * not end the text. */
static size_t line_size(struct bytes rest, const struct look_type *t,
                        double width)
{
    const size_t fitting = svg_fit(rest, t->face, t->size, width);

    if (fitting == rest.size) return fitting;
    for (size_t n = fitting; n > 0; n--) {
        if (rest.data[n] == ' ' || rest.data[n] == '\n') return n;
    }
    return fitting;
}

static struct bytes with_ellipsis(struct picture *p, struct bytes rest,
                                  const struct look_type *t, double width)
{
    const double dots = svg_width(bytes_of_text(ellipsis), t->face, t->size);
    size_t n = line_size(rest, t, width - dots);

    /* A comma before the dots says nothing. */
    while (n > 1 && (rest.data[n - 1] == ',' || rest.data[n - 1] == ';' ||
                     rest.data[n - 1] == ' '))
        n--;
    return bytes_of_text(arena_format(&p->arena, "%.*s%s", (int)n,
                                      (const char *)rest.data, ellipsis));
}

static struct picture_block wrap(struct picture *p, const struct look_type *t,
                                 const char *text, double width, size_t most)
{
    struct bytes rest = skip_spaces(bytes_of_text(text ? text : ""));
    struct picture_block b = {
        .lines = arena_array(&p->arena, most, sizeof *b.lines)};

    while (rest.size > 0 && b.count < most) {
        const size_t n = line_size(rest, t, width);
        struct bytes line = bytes_of(rest.data, n);
        if (b.count + 1 == most && skip_spaces(bytes_from(rest, n)).size > 0) {
            line = with_ellipsis(p, rest, t, width);
            b.is_cut = true;
        }
        b.lines[b.count++] = line;
        const double w = svg_width(line, t->face, t->size);
        if (w > b.width) b.width = w;
        rest = skip_spaces(bytes_from(rest, n));
    }
    b.height = (double)b.count * t->line;
    return b;
}

struct picture_block picture_wrap(struct picture *p, enum look_style style,
                                  const char *text, double width, size_t most)
{
    enum { TRIES = 12 };
    const struct look_type *t = look_type(style);
    const struct picture_block widest = wrap(p, t, text, width, most);
    struct picture_block b = widest;

    if ((style != LOOK_TITLE && style != LOOK_LABEL) || widest.count < 2 ||
        widest.is_cut)
        return widest;
    /* As narrow as the same number of lines allows. */
    for (int i = 1; i < TRIES; i++) {
        const struct picture_block narrower =
            wrap(p, t, text, width * (1 - 0.5 * i / TRIES), most);
        if (narrower.count > widest.count || narrower.is_cut) break;
        b = narrower;
    }
    return b;
}

void picture_init(struct picture *p, const struct picture_words *words,
                  FILE *out)
{
    assert(words->title && *words->title && words->basis && *words->basis);
    *p = (struct picture){.out = out, .words = words};
    arena_init(&p->arena);
    p->title = picture_wrap(p, LOOK_TITLE, words->title, INNER, TITLE_LINES);
    p->subtitle =
        picture_wrap(p, LOOK_SUBTITLE, words->subtitle, INNER, OTHER_LINES);
    p->basis = picture_wrap(p, LOOK_BASIS, words->basis, INNER, OTHER_LINES);
    p->top = HEAD + p->title.height + TITLE_SPACE + p->subtitle.height +
             p->basis.height + 18;
}

struct picture_box picture_text_box(enum look_style style,
                                    enum picture_anchor anchor, double x,
                                    double y, struct bytes text)
{
    const struct look_type *t = look_type(style);
    const double width = svg_width(text, t->face, t->size);
    const double left = anchor == PICTURE_START    ? x
                        : anchor == PICTURE_MIDDLE ? x - width / 2
                                                   : x - width;

    return (struct picture_box){left, y - 0.78 * t->size, left + width,
                                y + 0.22 * t->size};
}

void picture_text(struct picture *p, enum look_style style,
                  enum picture_anchor anchor, double x, double y,
                  struct bytes text)
{
    static const char *const anchors[] = {"", " m", " e"};
    const struct look_type *t = look_type(style);

    if (text.size == 0) return;
    p->boxes = arena_grow(&p->arena, p->boxes, p->box_count, &p->box_room,
                          sizeof *p->boxes);
    p->boxes[p->box_count++] = picture_text_box(style, anchor, x, y, text);
    fprintf(p->out, "<text class=\"%s%s\" x=\"", t->class, anchors[anchor]);
    svg_put_number(p->out, x);
    fputs("\" y=\"", p->out);
    svg_put_number(p->out, y);
    fputs("\">", p->out);
    svg_put_text(p->out, text);
    fputs("</text>\n", p->out);
}

bool picture_try_text(struct picture *p, enum look_style style,
                      enum picture_anchor anchor, double x, double y,
                      struct bytes text)
{
    const struct picture_box b = picture_text_box(style, anchor, x, y, text);

    if (b.left < EDGE || b.right > PICTURE_WIDTH - EDGE) return false;
    for (size_t i = 0; i < p->box_count; i++) {
        const struct picture_box *o = &p->boxes[i];
        if (b.left < o->right + 2 && o->left < b.right + 2 &&
            b.top < o->bottom && o->top < b.bottom)
            return false;
    }
    picture_text(p, style, anchor, x, y, text);
    return true;
}

void picture_block(struct picture *p, enum look_style style,
                   enum picture_anchor anchor, double x, double y,
                   const struct picture_block *b)
{
    const struct look_type *t = look_type(style);
    /* The letters stand in the middle of their line. */
    const double first = y + (t->line + 0.56 * t->size) / 2 + 1;

    for (size_t i = 0; i < b->count; i++)
        picture_text(p, style, anchor, x, first + (double)i * t->line,
                     b->lines[i]);
}

static void put_element(struct picture *p, const char *name,
                        const char *const *texts, size_t count)
{
    bool is_first = true;

    fprintf(p->out, "<%s>", name);
    for (size_t i = 0; i < count; i++) {
        if (!texts[i] || !*texts[i]) continue;
        if (!is_first) fputc(' ', p->out);
        svg_put_text(p->out, bytes_of_text(texts[i]));
        is_first = false;
    }
    fprintf(p->out, "</%s>\n", name);
}

void picture_begin(struct picture *p, double bottom, const char *told,
                   const char *marks)
{
    const struct picture_words *w = p->words;
    const char *const feet[] = {marks ? marks : "", w->note ? w->note : ""};
    const size_t one = marks && w->note ? 2 : 1;
    const char *foot = arena_join(&p->arena, marks ? feet : feet + 1, one, " ");
    double y = HEAD;

    p->foot = picture_wrap(p, LOOK_NOTE, foot, INNER, OTHER_LINES);
    const double height =
        bottom + (p->foot.count > 0 ? FOOT_SPACE + p->foot.height : 0) + 18;
    fprintf(p->out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"demarche\" "
            "role=\"img\" width=\"%d\" height=\"%.0f\" viewBox=\"0 0 %d "
            "%.0f\">\n",
            PICTURE_WIDTH, height, PICTURE_WIDTH, height);
    put_element(p, "title", &w->title, 1);
    put_element(p, "desc",
                (const char *const[]){w->subtitle, w->basis, told, foot}, 4);
    look_put_style(p->out);
    picture_area(p, "paper", 0, 0, PICTURE_WIDTH, height);
    picture_block(p, LOOK_TITLE, PICTURE_START, PICTURE_MARGIN, y, &p->title);
    y += p->title.height + TITLE_SPACE;
    picture_block(p, LOOK_SUBTITLE, PICTURE_START, PICTURE_MARGIN, y,
                  &p->subtitle);
    y += p->subtitle.height;
    picture_block(p, LOOK_BASIS, PICTURE_START, PICTURE_MARGIN, y, &p->basis);
    picture_block(p, LOOK_NOTE, PICTURE_START, PICTURE_MARGIN,
                  bottom + FOOT_SPACE, &p->foot);
}

void picture_end(struct picture *p)
{
    fputs("</svg>\n", p->out);
    arena_fini(&p->arena);
}

void picture_open_group(struct picture *p, const char *class, const char *words)
{
    fprintf(p->out, "<g class=\"%s\">\n", class);
    if (words) put_element(p, "title", &words, 1);
}

void picture_close_group(struct picture *p)
{
    fputs("</g>\n", p->out);
}

/* A shape of that class, whose numbers have these names. */
static void put_shape(struct picture *p, const char *name, const char *class,
                      const char *const *names, const double *numbers,
                      size_t count)
{
    fprintf(p->out, "<%s class=\"%s\"", name, class);
    for (size_t i = 0; i < count; i++) {
        fprintf(p->out, " %s=\"", names[i]);
        svg_put_number(p->out, numbers[i]);
        fputc('"', p->out);
    }
    fputs("/>\n", p->out);
}

void picture_line(struct picture *p, const char *class, double x1, double y1,
                  double x2, double y2)
{
    static const char *const names[] = {"x1", "y1", "x2", "y2"};

    put_shape(p, "line", class, names, (const double[]){x1, y1, x2, y2}, 4);
}

void picture_dot(struct picture *p, const char *class, double x, double y,
                 double radius)
{
    static const char *const names[] = {"cx", "cy", "r"};

    put_shape(p, "circle", class, names, (const double[]){x, y, radius}, 3);
}

void picture_area(struct picture *p, const char *class, double x, double y,
                  double width, double height)
{
    static const char *const names[] = {"x", "y", "width", "height"};

    put_shape(p, "rect", class, names, (const double[]){x, y, width, height},
              4);
}
