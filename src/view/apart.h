/* Widths of columns in which different names look different. */
#ifndef VIEW_APART_H
#define VIEW_APART_H

#include "scenario/scenario.h"

/* At most so wide a name is shown in full to tell it from another one. */
enum { APART_MAX = 40 };

/* The columns for a name: `most`, or as many more, up to APART_MAX, as keep all
 * that are cut there apart. */
size_t apart_parties(const struct scenario *sc, size_t most);
size_t apart_documents(const struct scenario *sc, size_t most);
size_t apart_channels(const struct scenario *sc, size_t most);

#endif
