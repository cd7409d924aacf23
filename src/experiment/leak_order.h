/* The order of leaks: whether one leak of a document may lead to another. */
#ifndef EXPERIMENT_LEAK_ORDER_H
#define EXPERIMENT_LEAK_ORDER_H

#include "scenario/scenario.h"

/* True if none of the script's leaks of the document waits for what another one
 * may bring about, or is of a text that another one may have brought. It judges
 * by the script, and takes what may be so for so. */
bool leak_order_is_free(const struct scenario *sc, uint32_t document);

#endif
