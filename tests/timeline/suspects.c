/* Copies that fit several holders point to nobody alone: whoever has the most
 * marks in common with the copy is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/play.h"

static const char *const holders[] = {"us", "nato", "ukraine", "congress",
                                      "russia"};
enum { HOLDERS = sizeof holders / sizeof *holders };

/* "  nato   26 Jan 14:00   300   45.7 %   2/3 ..." */
static unsigned marks_of(const struct play *p, const char *holder)
{
    char start[32];
    unsigned equal = 0, known = 0;

    (void)snprintf(start, sizeof start, "\n  %s ", holder);
    const char *line = strstr(p->end.out, start);
    assert_non_null(line);
    const char *share = strchr(line, '%');
    assert_non_null(share);
    assert_int_equal(sscanf(share + 1, "%u/%u", &equal, &known), 2);
    return equal;
}

static void assert_names(const struct play *p)
{
    const char *text = strstr(p->end.out, "The marks ");
    unsigned most = 0, count = 0;

    if (!text) text = strstr(p->end.out, "The copy is most like");
    assert_non_null(text);
    for (size_t i = 0; i < HOLDERS; i++)
        if (marks_of(p, holders[i]) > most) most = marks_of(p, holders[i]);
    for (size_t i = 0; i < HOLDERS; i++) {
        if (marks_of(p, holders[i]) < most) continue;
        count++;
        if (!strstr(text, holders[i])) fail_msg("%s:\n%s", holders[i], text);
    }
    assert_true(!strstr(text, "nobody alone") == (count == 1));
}

static void test_ties_are_named(void **state)
{
    static const char *const texts[] = {
        "Limits on arms could bind both sides",
        "Limits on arms might bind",
        "there will be no changes. Every state picks its alliances",
        "The door remains open; there will be no change",
        "Each side might show the other what it is doing",
        "We see what Russia has done that endangers security, and say it",
        "Our allies and we see what Russia does that weakens security",
    };
    size_t size;
    char *story =
        program_read(SOURCE_DIR "/scenarios/full-release.yaml", &size);
    struct play p;

    (void)state;
    assert_non_null(story);
    assert_int_equal(play_run(&p, story, 1), 0);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        char path[PROGRAM_PATH_SIZE + 16];
        (void)snprintf(path, sizeof path, "%s/copy.txt", p.folder);
        program_write(path, texts[i], strlen(texts[i]));
        program_end_fini(&p.end);
        program_run(&p.end, NULL,
                    WORDS("demarche", "attribute", p.run, "us-response",
                          "--surfaced", path));
        assert_int_equal(p.end.status, 0);
        assert_names(&p);
    }
    play_fini(&p);
    free(story);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ties_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
