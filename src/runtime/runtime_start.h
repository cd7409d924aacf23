/* What happens before the script: parties leave prekeys with the directory,
 * so that others can write to them while they are away. */
#ifndef RUNTIME_RUNTIME_START_H
#define RUNTIME_RUNTIME_START_H

#include "runtime/runtime.h"

/* Tells the parties how they reach the directory, and schedules the start of
 * those that share a channel with it, if anything is to go under the ratchet:
 * as entries past the script's and those of declarations, one a party. */
MUST_CHECK enum err runtime_start_schedule(struct runtime *rt);

#endif
