/* The clock of a run, held against the times that a command line asks for. */
#ifndef CLI_CLOCK_H
#define CLI_CLOCK_H

#include "view/view.h"

/* Says so on standard output where the run ends before `from` or `to`, or
 * begins only after `to`; INSTANT_MIN and INSTANT_MAX are none. The journal of
 * a run that was cut short ends with the cut. The reader is then anywhere. */
void clock_note(const struct view *v, instant from, instant to);

#endif
