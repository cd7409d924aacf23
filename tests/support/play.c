#include "support/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int play_command(struct play *p, const char *verb, const char *operand,
                        const char *rest)
{
    program_end_fini(&p->end);
    program_run(&p->end, NULL, "demarche %s %s%s%s", verb, operand,
                *rest ? " " : "", rest);
    return p->end.status;
}

int play_run(struct play *p, const char *text, unsigned seed)
{
    char rest[2 * PROGRAM_PATH_SIZE];

    *p = (struct play){0};
    program_folder(p->folder);
    (void)snprintf(p->run, sizeof p->run, "%s/run", p->folder);
    (void)snprintf(p->scenario, sizeof p->scenario, "%s/it.yaml", p->folder);
    program_write(p->scenario, text, strlen(text));
    (void)snprintf(rest, sizeof rest, "--seed %u --out %s", seed, p->run);
    return play_file(p, "run", rest);
}

int play_ask(struct play *p, const char *verb, const char *rest)
{
    return play_command(p, verb, p->run, rest);
}

int play_file(struct play *p, const char *verb, const char *rest)
{
    return play_command(p, verb, p->scenario, rest);
}

void play_fini(struct play *p)
{
    program_end_fini(&p->end);
    program_remove(p->folder);
}

size_t play_count(const struct play *p, const char *text)
{
    size_t count = 0;

    for (const char *at = p->end.out; (at = strstr(at, text)); at++)
        count++;
    return count;
}
