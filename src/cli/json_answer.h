/* Answers in JSON, on standard output. What is to be said of the journal goes
 * to standard error. */
#ifndef CLI_JSON_ANSWER_H
#define CLI_JSON_ANSWER_H

#include "cli/evidence.h"

/* The layers of an exchange's frames, or of the frame that a record put on a
 * channel, if it did. Give back an enum subcommand_exit. */
int json_answer_exchange(struct evidence *ev, const struct view *v,
                         uint64_t exchange);
int json_answer_record(struct evidence *ev, const struct view *v,
                       uint64_t record);

/* Who knows what, up to the view's time, of the party and document selected. */
int json_answer_who(struct evidence *ev, const struct view *v);

#endif
