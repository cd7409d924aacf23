/* Studies without files: the points of a design, made out of the texts of a
 * study and its scenario, and the rows of their runs. */
#ifndef TESTS_SUPPORT_STUDIES_H
#define TESTS_SUPPORT_STUDIES_H

#include "replication/replication.h"

/* Three documents from us to russia, by bag within two hours or by hand within
 * half an hour: note at 13:00, which memo of 14:00 overtakes, and late at
 * 19:30, whose receipt is still on its way when the clock ends at 22:00. At
 * 16:00 note/matter leaks to press. The clock starts at 12:00. */
extern const char STUDIES_SCENARIO[];

struct studies {
    struct design design;
    struct points points;
    struct arena arena;
    size_t runs;
    int64_t *rows; /* by point, run and column */
};

/* Fails the test where one of the texts is wrong; the scenario's may be NULL:
 * STUDIES_SCENARIO. */
void studies_init(struct studies *s, const char *study, const char *scenario);
void studies_fini(struct studies *s);

/* Tells, in memory that the caller frees, what is wrong with a study:
 * "line:column: text" each on a line, or the text alone of what has no place.
 */
char *studies_wrong(const char *study, const char *scenario);

/* Plays runs of each point, on this thread. */
void studies_play(struct studies *s, size_t runs);

/* The place of a column, which there has to be. */
size_t studies_column(const struct studies *s, const char *name);

/* A value of a run that was played. */
int64_t studies_value(const struct studies *s, size_t point, size_t run,
                      const char *column);

#endif
