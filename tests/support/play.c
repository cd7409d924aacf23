#include "support/play.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PLAY_WORDS = 24 };

/* The words of `rest` stand between single spaces. */
static int play_command(struct play *p, const char *verb, const char *operand,
                        const char *rest)
{
    const char *words[PLAY_WORDS] = {"demarche", verb, operand};
    char *line = strdup(rest);
    size_t count = 3;

    assert_non_null(line);
    for (char *at = line; at && *at; count++) {
        assert_true(count < PLAY_WORDS - 1);
        words[count] = at;
        at = strchr(at, ' ');
        if (at) *at++ = '\0';
    }
    program_end_fini(&p->end);
    program_run(&p->end, NULL, words);
    free(line);
    return p->end.status;
}

void play_write(struct play *p, const char *text)
{
    *p = (struct play){0};
    program_folder(p->folder);
    (void)snprintf(p->run, sizeof p->run, "%s/run", p->folder);
    (void)snprintf(p->scenario, sizeof p->scenario, "%s/it.yaml", p->folder);
    program_write(p->scenario, text, strlen(text));
}

int play_run(struct play *p, const char *text, unsigned seed)
{
    char number[16];

    play_write(p, text);
    (void)snprintf(number, sizeof number, "%u", seed);
    program_run(&p->end, NULL,
                WORDS("demarche", "run", p->scenario, "--seed", number, "--out",
                      p->run));
    return p->end.status;
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
