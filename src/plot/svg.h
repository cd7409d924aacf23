/* The letters of an SVG: escaped text, numbers, and how wide a text will be. */
#ifndef PLOT_SVG_H
#define PLOT_SVG_H

#include <stdio.h>

#include "base/bytes.h"

/* The faces of a picture. Widths are those of the widest of the common fonts
 * behind each, so that an estimate is rarely too small. */
enum svg_face { SVG_SANS, SVG_BOLD, SVG_SERIF, SVG_FACES };

/* Writes a text as the content of an element or of a quoted attribute. A
 * character that XML forbids, that is broken, that moves a cursor or that hides
 * what stands beside it becomes U+FFFD; a line's end and a tab become spaces.
 */
void svg_put_text(FILE *out, struct bytes text);

/* Writes a place or a length: at most two decimals, none that is not needed.
 * The number is finite. */
void svg_put_number(FILE *out, double number);

/* The estimated width of a text in that face, in the unit of `size`. */
double svg_width(struct bytes text, enum svg_face face, double size);

/* The number of the text's bytes, in whole characters, that fit into a width;
 * at least one character of a text that is not empty. */
size_t svg_fit(struct bytes text, enum svg_face face, double size,
               double width);

#endif
