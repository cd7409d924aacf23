/* The look of pictures: colours in both schemes, and styles of type. */
#ifndef PLOT_LOOK_H
#define PLOT_LOOK_H

#include "plot/svg.h"

/* Styles of type, which are also classes of the style sheet. */
enum look_style {
    LOOK_TITLE,
    LOOK_SUBTITLE,
    LOOK_BASIS,
    LOOK_LABEL, /* of a line or a row, bold */
    LOOK_NOTE,  /* below a label, and at the foot */
    LOOK_NAME,  /* of an axis */
    LOOK_TICK,
    LOOK_DATE,  /* below a tick, bold */
    LOOK_SMALL, /* beside a dot */
    LOOK_CELL,  /* in an area of heat */
    LOOK_STYLES
};

struct look_type {
    const char *class;
    enum svg_face face;
    double size, line; /* pixels: of the letters, from line to line */
};

/* The lines of a picture have this many colours and dashes. */
enum { LOOK_LINES = 6, LOOK_STEPS = 9 };

const struct look_type *look_type(enum look_style style);

/* The class of a line's colour and dashes; of the one that is picked out. */
const char *look_line(size_t index, bool is_picked);

/* Writes the element <style>. It binds within the class `demarche` only. */
void look_put_style(FILE *out);

#endif
