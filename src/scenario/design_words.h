/* The words of a study's file for the kinds of measures and for quantities. */
#ifndef SCENARIO_DESIGN_WORDS_H
#define SCENARIO_DESIGN_WORDS_H

#include "scenario/design.h"

/* "sentence", "from"; "bytes"; "ns". */
const char *design_words_kind(enum design_kind kind);
const char *design_words_quantity(enum design_quantity quantity);
const char *design_words_unit(enum design_quantity quantity);

#endif
