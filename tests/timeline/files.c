/* Nobody else's file: what is there is left alone unless --force says so, and
 * the journal that is read, or still being written, whatever is said. */
#define _GNU_SOURCE 1

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "support/program.h"

#define STORY SOURCE_DIR "/scenarios/written-responses.yaml"
#define SHORT SOURCE_DIR "/scenarios/hotline.yaml"

enum { EXCHANGE = 17, LINE_SIZE = 4 * PROGRAM_PATH_SIZE };

/* All that writes into one file: "$T" stands for it. */
static const char *const writers[] = {
    "prove run --state --out $T",
    "prove run --record 3 --out $T",
    "export run --to csv --out $T",
    "export run --to sqlite -o $T",
    "export --dissector --out $T",
    "recover run --out $T",
    "exposure run --csv $T",
    "exposure story.yaml --csv $T",
    "compare story.yaml --protect open --csv $T",
};

enum { WRITER_COUNT = sizeof writers / sizeof writers[0] };

/* A folder with a scenario and a run of it. */
static int set_up(void **state)
{
    char *folder = malloc(PROGRAM_PATH_SIZE);
    char path[2 * PROGRAM_PATH_SIZE];

    assert_non_null(folder);
    program_folder(folder);
    snprintf(path, sizeof path, "%s/story.yaml", folder);
    size_t size;
    char *story = program_read(SHORT, &size);
    assert_non_null(story);
    program_write(path, story, size);
    free(story);
    program_ends(0, folder,
                 WORDS("demarche", "run", path, "--quiet", "--out", "run"));
    *state = folder;
    return 0;
}

static int tear_down(void **state)
{
    program_remove(*state);
    free(*state);
    return 0;
}

/* Runs a line of the shell, in which $D is the program. */
static void shell(struct program_end *end, const char *folder,
                  const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void shell(struct program_end *end, const char *folder,
                  const char *format, ...)
{
    static const char *const environment[] = {"D=" DEMARCHE_PROGRAM, "S=" STORY,
                                              NULL};
    const struct program_gift gift = {.folder = folder,
                                      .environment = environment};
    char path[2 * PROGRAM_PATH_SIZE], line[LINE_SIZE];
    va_list args;

    va_start(args, format);
    const int size = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    assert_in_range(size, 1, LINE_SIZE - 1);
    snprintf(path, sizeof path, "%s/line.sh", folder);
    program_write(path, line, (size_t)size);
    program_run(end, &gift, WORDS("sh", "line.sh"));
}

/* Runs a line that is to say something, on either stream. */
static void assert_says(const char *folder, int status, const char *said,
                        const char *format, ...)
    __attribute__((format(printf, 4, 5)));

static void assert_says(const char *folder, int status, const char *said,
                        const char *format, ...)
{
    char line[LINE_SIZE];
    struct program_end end;
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    shell(&end, folder, "%s", line);
    if (end.status != status ||
        !(strstr(end.out, said) || strstr(end.err, said)))
        fail_msg("%s\nstatus %d, expected %d and \"%s\":\n%s%s", line,
                 end.status, status, said, end.out, end.err);
    program_end_fini(&end);
}

static void test_what_is_there_is_left_alone(void **state)
{
    const char *folder = *state;

    for (size_t i = 0; i < WRITER_COUNT; i++) {
        assert_says(folder, 1, "exists already",
                    "echo mine >a.b; T='a.b'; $D %s", writers[i]);
        assert_says(folder, 0, "mine", "cat a.b");
        assert_says(folder, 0, "", "T=a.b; $D %s --force >said", writers[i]);
        assert_says(folder, 1, "", "grep -q mine a.b");
        /* A link to nowhere is something, too; what it leads to is not. */
        assert_says(folder, 1, "exists already",
                    "rm a.b; ln -s none a.b; T=a.b; $D %s", writers[i]);
        assert_says(folder, 0, "", "test ! -e none; rm a.b");
        assert_says(folder, 1, "Is a directory",
                    "mkdir -p d; T=d; $D %s --force", writers[i]);
        assert_says(folder, 1, "cannot write", "T=none/x; $D %s", writers[i]);
        assert_false(program_left_half(folder));
    }
}

/* Not even with --force: what a command reads beside its input. */
static void test_keys_and_states_stay(void **state)
{
    assert_says(*state, 0, "",
                "mkdir k; $D keygen --out k/run.journal >hex; "
                "cp k/run.journal k/timeline.txt; cp k/run.journal kept; "
                "mkdir s; cp story.yaml s/run.journal; "
                "$D prove run --state --out note");
    assert_says(*state, 1, "k/run.journal is the key itself",
                "$D run $S --sign-key k/run.journal --out k --force");
    assert_says(*state, 1, "k/timeline.txt is the key itself",
                "$D run $S --sign-key k/timeline.txt --out k --force");
    assert_says(*state, 1, "s/run.journal is the scenario itself",
                "$D run s/run.journal --out s --force");
    assert_says(*state, 1, "note is the input itself",
                "$D prove run --since note --out note --force");
    assert_says(*state, 0, "",
                "cmp kept k/run.journal && cmp kept k/timeline.txt && "
                "cmp story.yaml s/run.journal");
}

/* A pipe, or a device, is never replaced by a file of its name. */
static void test_what_is_no_file_stays(void **state)
{
    static const char *const places[] = {
        "$D recover run --out p --force",
        "$D keygen --out p",
        "mkdir q; mkfifo q/run.journal; $D run $S --quiet --out q --force",
    };

    assert_says(*state, 0, "", "mkfifo p");
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        assert_says(*state, 1, "is not a file; name another place", "%s",
                    places[i]);
    assert_says(*state, 0, "", "test -p p && test -p q/run.journal");
    assert_false(program_left_half(*state));
}

static void test_the_input_is_never_written(void **state)
{
    static const char *const names[] = {"same", "symbolic", "run/run.journal",
                                        "story.yaml"};
    static const char *const answers[] = {
        "export run --to jsonl",  "verify same",       "show symbolic",
        "who - <run/run.journal", "prove run --state",
    };
    const char *folder = *state;

    assert_says(folder, 0, "",
                "cp run/run.journal kept; cp story.yaml kept.yaml;"
                "ln run/run.journal same; ln -s run/run.journal symbolic");
    for (size_t i = 0; i < WRITER_COUNT; i++)
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            const bool of_story = strstr(writers[i], "story.yaml") != NULL;
            if (of_story != (k == 3) || strstr(writers[i], "--dissector"))
                continue;
            assert_says(folder, 1,
                        of_story ? "is the scenario itself"
                                 : "is the journal itself",
                        "T=%s; $D %s --force", names[k], writers[i]);
        }
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
        assert_says(folder, 1, "standard output is the journal itself",
                    "$D %s >>run/run.journal", answers[i]);
    assert_says(folder, 1, "standard output is the scenario itself",
                "$D compare story.yaml --protect open --csv - >>story.yaml");
    assert_says(folder, 1, "frame-1.bin is the journal itself",
                "mkdir x; ln run/run.journal x/frame-1.bin;"
                "$D show run --exchange 6 --extract x --force");
    assert_says(folder, 0, "",
                "cmp kept run/run.journal && cmp kept.yaml story.yaml");
}

/* A lock that is held exclusively is a writer's; readers share theirs. */
static void test_a_live_journal_is_not_replaced(void **state)
{
    static const char *const commands[] = {
        "$D run story.yaml --out run --force --quiet",
        "$D run story.yaml --run 7 --out run --force --pace 1000000",
        "$D export two --to csv --out run/run.journal --force",
        "$D prove two --state --out run/run.journal --force",
        "$D recover two --out run/run.journal --force",
    };
    const char *folder = *state;
    char path[2 * PROGRAM_PATH_SIZE];

    assert_says(folder, 0, "", "cp -r run two; cp run/run.journal kept");
    snprintf(path, sizeof path, "%s/run/run.journal", folder);
    const int fd = open(path, O_RDWR | O_CLOEXEC);
    assert_int_equal(flock(fd, LOCK_EX), 0);
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        assert_says(folder, 1, "still being written", "%s", commands[i]);
        assert_says(folder, 0, "", "cmp kept run/run.journal");
    }
    assert_says(folder, 0, "timeline.txt", "ls run");
    assert_int_equal(flock(fd, LOCK_SH), 0);
    assert_says(folder, 0, "", "%s", commands[0]);
    close(fd);
}

/* Without --force a folder with any file of a run is left alone. */
static void test_a_folder_of_others(void **state)
{
    static const char *const names[] = {"run.journal", "run.journal.index",
                                        "timeline.txt"};
    const char *folder = *state;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_says(folder, 1, "already",
                    "rm -rf o; mkdir o; echo mine >o/%s;"
                    "$D run story.yaml --quiet --out o",
                    names[i]);
        assert_says(folder, 0, "mine", "cat o/*");
        assert_says(folder, 0, "OK",
                    "$D run story.yaml --quiet --force --out o; $D verify o");
        assert_says(folder, 1, "", "grep -q mine o/*");
    }
    assert_says(folder, 1, "cannot write",
                "rm -r o; mkdir -p o/run.journal;"
                "$D run story.yaml --quiet --out o --force");
    assert_says(folder, 0, "run.journal", "ls o");
    assert_says(folder, 0, "OK",
                "n='a b\nc'; $D run story.yaml --quiet --out \"$n\";"
                "$D verify \"$n\"; ls \"$n\" | grep -q timeline");
}

/* Secret keys are written for their owner, and only where they are asked for;
 * an extraction is whole or is not. */
static void test_what_is_extracted(void **state)
{
    const char *folder = *state;

    assert_says(folder, 0, "", "umask 022; $D run $S --quiet --out big");
    assert_says(folder, 0, "0\n",
                "umask 022; $D show big --exchange %d --extract x >said;"
                "ls x | grep -c 'key$' || true",
                EXCHANGE);
    assert_says(folder, 1, "nothing is extracted",
                "$D show big --exchange %d --extract x", EXCHANGE);
    assert_says(folder, 1, "nothing is extracted",
                "mkdir y; echo mine >y/us.pem;"
                "$D show big --exchange %d --extract y",
                EXCHANGE);
    assert_says(folder, 0, "us.pem\n", "test $(ls y | wc -l) = 1; ls y");
    assert_says(folder, 0, "600 russia.key\n",
                "umask 022; $D show big --exchange %d --extract y --force"
                " --reveal-secrets >said; cd y; stat -c '%%a %%n' russia.key",
                EXCHANGE);
    assert_says(folder, 0, "644 us.pem\n",
                "cd y; stat -c '%%a %%n' us.pem; grep -c PUBLIC us.pem");
    assert_says(folder, 0, "press sees none of the",
                "$D show big --exchange %d --as press", EXCHANGE);
    assert_says(folder, 1, "so nothing is extracted",
                "$D show big --exchange %d --as press --extract z", EXCHANGE);
    assert_says(folder, 1, "has no frame",
                "$D show big --exchange 9999 --as press --extract z");
    assert_says(folder, 0, "", "test ! -e z");
}

/* A run that goes on until it is stopped, and what others do to its folder. */
static void test_a_run_judges_what_it_wrote(void **state)
{
    static const struct {
        const char *deed, *said;
        int status;
    } cases[] = {
        {"cp run/run.journal live/other; mv live/other live/run.journal",
         "is not the journal that this run wrote", 1},
        {"rm -r live", "is not the journal that this run wrote", 1},
        {"$D run story.yaml --out live --force --quiet && exit 9;"
         "$D run story.yaml --out live --quiet && exit 9",
         "stopped", 3},
        {"mv live gone; mkdir live", "is not the journal", 1},
        {"mv live/run.journal live/other", "replaced or removed it", 1},
        {"truncate -s 300 live/run.journal",
         "another program has changed the journal while it was written", 1},
        {"truncate -s 0 live/run.journal",
         "another program has changed the journal while it was written", 1},
        {"echo mine >live/timeline.txt",
         "another program has made live/timeline.txt meanwhile, and it is left "
         "alone",
         1},
        {"mkdir live/timeline.txt; touch live/timeline.txt/mine",
         "another program has made live/timeline.txt meanwhile", 1},
    };
    const char *folder = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_says(folder, cases[i].status, cases[i].said,
                    "rm -rf live gone; $D run story.yaml --pace 1 --out live &"
                    "while ! test -e live/run.journal; do sleep 0.01; done;"
                    "%s; kill -TERM $!; wait $!; e=$?; sleep 0.01;"
                    "test -e live/run.journal && $D show live; exit $e",
                    cases[i].deed);
}

/* The header stays, and what follows it goes. */
static void test_a_run_is_told_of_damage(void **state)
{
    assert_says(*state, 1, "while it was written: at byte 4",
                "$D run story.yaml --pace 10000 --out live >out &"
                "while ! test \"$(stat -c %%s live/run.journal)\" -gt 6000;"
                "do sleep 0.01; done;"
                "printf '\\377\\377\\377\\377' | dd of=live/run.journal bs=1"
                " seek=4500 conv=notrunc 2>dd; kill -TERM $!; wait $!; e=$?;"
                "test ! -e live/timeline.txt || exit 9;"
                "exit $e");
}

/* SIGHUP closes a journal, unless the run was started to ignore it. */
static void test_a_hangup(void **state)
{
    static const char *const paces[] = {"--pace 1", "--pace 1 --quiet"};
    const char *folder = *state;

    for (size_t i = 0; i < sizeof paces / sizeof paces[0]; i++) {
        assert_says(folder, 3, "the run is stopped",
                    "rm -rf live; $D run story.yaml %s --out live &"
                    "while ! test -e live/run.journal; do sleep 0.01; done;"
                    "kill -HUP $!; wait $!; e=$?;"
                    "$D verify live && $D show live; exit $e",
                    paces[i]);
        assert_says(folder, 0, "still running",
                    "rm -rf live; trap '' HUP;"
                    "$D run story.yaml %s --out live &"
                    "while ! test -e live/run.journal; do sleep 0.01; done;"
                    "kill -HUP $!; sleep 0.2; $D verify live;"
                    "kill -TERM $!; wait $!; test $? = 3",
                    paces[i]);
    }
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(test_what_is_there_is_left_alone),
        TEST(test_keys_and_states_stay),
        TEST(test_what_is_no_file_stays),
        TEST(test_the_input_is_never_written),
        TEST(test_a_live_journal_is_not_replaced),
        TEST(test_a_folder_of_others),
        TEST(test_what_is_extracted),
        TEST(test_a_run_judges_what_it_wrote),
        TEST(test_a_run_is_told_of_damage),
        TEST(test_a_hangup),
    };
#undef TEST

    return cmocka_run_group_tests(tests, NULL, NULL);
}
