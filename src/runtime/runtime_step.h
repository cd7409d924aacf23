/* One step around a party: the party takes an event; its records are written,
 * each with its causes, and its other effects are carried out. */
#ifndef RUNTIME_RUNTIME_STEP_H
#define RUNTIME_RUNTIME_STEP_H

#include "runtime/runtime.h"

/* Fails as runtime_init does; the effects that were left are then dropped. */
MUST_CHECK enum err runtime_step(struct runtime *rt, uint32_t party,
                                 const struct event *event);

/* The same with a command, of an exchange that has been numbered. */
MUST_CHECK enum err runtime_step_command(struct runtime *rt, instant now,
                                         uint32_t party, uint64_t cause,
                                         const struct event_command *command);

/* A new exchange's number. */
uint64_t runtime_step_exchange(struct runtime *rt);

#endif
