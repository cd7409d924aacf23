/* A picture: an SVG with its heading and its foot, and the texts in it, none of
 * which stands on another. */
#ifndef PLOT_PICTURE_H
#define PLOT_PICTURE_H

#include "base/arena.h"
#include "plot/look.h"

enum { PICTURE_WIDTH = 720, PICTURE_MARGIN = 24 };

/* What a picture says of itself. Every picture says what it rests on: the
 * number of runs, the method, and what its intervals are. */
struct picture_words {
    const char *title;    /* the finding */
    const char *subtitle; /* or NULL */
    const char *basis;    /* "N = 1,000 runs. Kaplan-Meier, 95 % band." */
    const char *note;     /* at the foot, or NULL */
};

enum picture_anchor { PICTURE_START, PICTURE_MIDDLE, PICTURE_END };

struct picture_box {
    double left, top, right, bottom;
};

/* A text in lines. */
struct picture_block {
    struct bytes *lines;
    size_t count;
    double width, height;
    bool is_cut; /* there was more of it */
};

struct picture {
    FILE *out;
    struct arena arena; /* until picture_end */
    const struct picture_words *words;
    struct picture_block title, subtitle, basis, foot;
    double top; /* below the heading, where the drawing begins */
    struct picture_box *boxes;
    size_t box_count, box_room;
};

/* Lays the heading out. Title and basis are not empty. The words are the
 * caller's until picture_end; errors of writing stay with the stream. */
void picture_init(struct picture *p, const struct picture_words *words,
                  FILE *out);

/* Writes everything before the drawing, whose lower edge is given. `told` is
 * the drawing in words, for who does not see it; `marks` explains its marks at
 * the foot, before the note, or is NULL. */
void picture_begin(struct picture *p, double bottom, const char *told,
                   const char *marks);

/* Ends the element and releases everything. */
void picture_end(struct picture *p);

/* A text in at most so many lines of that width; where more would be needed,
 * the last ends between two words with an ellipsis. Titles and labels have
 * lines of about the same width. NULL is no line. */
struct picture_block picture_wrap(struct picture *p, enum look_style style,
                                  const char *text, double width, size_t most);

/* The box that a text takes, as wide as it is estimated. */
struct picture_box picture_text_box(enum look_style style,
                                    enum picture_anchor anchor, double x,
                                    double y, struct bytes text);

/* Writes a text whose base line is at y. */
void picture_text(struct picture *p, enum look_style style,
                  enum picture_anchor anchor, double x, double y,
                  struct bytes text);

/* The same if it stays within the picture and touches no other text; true if it
 * was written. */
bool picture_try_text(struct picture *p, enum look_style style,
                      enum picture_anchor anchor, double x, double y,
                      struct bytes text);

/* Writes a block whose upper edge is at y. */
void picture_block(struct picture *p, enum look_style style,
                   enum picture_anchor anchor, double x, double y,
                   const struct picture_block *b);

/* Opens a group of that class, with its words for hover, or NULL; and ends it.
 */
void picture_open_group(struct picture *p, const char *class,
                        const char *words);
void picture_close_group(struct picture *p);

/* A straight line. */
void picture_line(struct picture *p, const char *class, double x1, double y1,
                  double x2, double y2);

void picture_dot(struct picture *p, const char *class, double x, double y,
                 double radius);
void picture_area(struct picture *p, const char *class, double x, double y,
                  double width, double height);

#endif
