#include "cli/learn_review.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/folder.h"
#include "cli/learn_session.h"
#include "cli/learn_shelf.h"
#include "cli/output.h"
#include "lesson/critique.h"

/* First the attempts, which are played in memory, and the lesson's neighbours;
 * then the commands that it shows. They need runs, which lie in a folder of
 * their own for so long, together with the text as it was read, which need not
 * be in any file. A fix that cannot be made has been found by then, and has no
 * run. */

#define SCENARIO_FILE "lesson.yaml"

/* Where the commands of a lesson are carried out. */
struct learn_bench {
    struct learn_session session;
    const char *folder, *file;
};

/* ---- Neighbours ---- */

static bool is_beside(const char *folder, const char *name, struct arena *a)
{
    return access(folder_file(a, folder, name), R_OK) == 0;
}

/* A lesson's file begins with its number, in two digits. */
static bool has_number(const char *folder, uint32_t number)
{
    struct dirent *entry;
    char start[8];
    bool found = false;
    DIR *dir = opendir(folder);

    snprintf(start, sizeof start, "%02u-", number);
    while (dir && !found && (entry = readdir(dir)) != NULL)
        found = strncmp(entry->d_name, start, strlen(start)) == 0;
    if (dir) closedir(dir);
    return found;
}

static void review_neighbours(const struct scenario *s, const char *folder,
                              struct scenario_errors *findings)
{
    const struct lesson *l = s->lesson;
    struct learn_shelf shelf;
    struct arena a;

    arena_init(&a);
    learn_shelf_init(&shelf);
    for (size_t i = 0; i < l->need_count; i++)
        if (l->needs[i] == l->number ||
            (!has_number(folder, l->needs[i]) &&
             !learn_shelf_find(&shelf, l->needs[i])))
            scenario_errors_add(findings, ERR_FORMAT, l->need_positions[i],
                                "it needs lesson %u, and there is no other "
                                "lesson of that number",
                                l->needs[i]);
    for (size_t i = 0; i < l->files.count; i++)
        if (!is_beside(folder, l->files.items[i].text, &a))
            scenario_errors_add(findings, ERR_FORMAT,
                                l->files.items[i].position,
                                "%.64s is not there, expected a file beside "
                                "the lesson",
                                l->files.items[i].text);
    learn_shelf_fini(&shelf);
    arena_fini(&a);
}

/* ---- Looks ---- */

/* The first line that a command says of what is wrong. */
static const char *first_line(struct bytes err, struct arena *a)
{
    const uint8_t *end = err.size > 0 ? memchr(err.data, '\n', err.size) : NULL;

    return arena_format(a, "%.*s",
                        (int)(end ? (size_t)(end - err.data) : err.size),
                        (const char *)err.data);
}

static enum err review_look(struct learn_bench *b,
                            const struct lesson_look *look, bool again,
                            struct scenario_errors *findings, struct errmsg *e)
{
    struct learn_session *s = &b->session;
    struct learn_look_place place = s->place;
    const char *const *words;
    struct captured c;

    place.again = again;
    place.changes = s->changes;
    place.change_count = s->change_count;
    if (learn_look_words(&words, &s->arena, &place, look, e)) {
        scenario_errors_add(findings, ERR_FORMAT, look->command.position, "%s",
                            e->text);
        return ERR_OK;
    }
    enum err rc = learn_look_carry_out(&c, &s->arena, words, e);
    if (!rc && !learn_look_is_good(words, c.status))
        scenario_errors_add(findings, ERR_FORMAT, look->command.position,
                            "the command ends with %d: %s", c.status,
                            first_line(c.err, &s->arena));
    return rc;
}

static enum err review_looks(struct learn_bench *b,
                             const struct lesson_looks *looks, bool again,
                             struct scenario_errors *findings, struct errmsg *e)
{
    enum err rc = ERR_OK;

    for (size_t i = 0; i < looks->count && !rc; i++)
        rc = review_look(b, &looks->items[i], again, findings, e);
    return rc;
}

/* ---- The bench ---- */

static enum err bench_write(struct learn_bench *b, struct bytes source,
                            struct errmsg *e)
{
    struct arena *a = &b->session.arena;

    enum err rc = folder_temporary(a, &b->folder, e);
    if (rc) return rc;
    b->file = folder_file(a, b->folder, SCENARIO_FILE);
    const struct output_target target = {.path = b->file, .regular = true};
    return output_write(&target, source, e);
}

static void bench_clear(struct learn_bench *b)
{
    static const char *const files[] = {FOLDER_JOURNAL, FOLDER_INDEX,
                                        FOLDER_TIMELINE};
    const char *const runs[] = {b->session.place.run, b->session.place.fixed};

    for (size_t i = 0; i < b->session.lesson->files.count; i++)
        (void)unlink(folder_file(&b->session.arena, runs[0],
                                 b->session.lesson->files.items[i].text));
    for (size_t i = 0; i < 2; i++) {
        for (size_t k = 0; k < sizeof files / sizeof *files; k++)
            (void)unlink(folder_file(&b->session.arena, runs[i], files[k]));
        (void)rmdir(runs[i]);
    }
    (void)unlink(b->file);
    (void)rmdir(b->folder);
}

static enum err bench_play(struct learn_bench *b, const struct scenario *s,
                           struct scenario_errors *findings, struct errmsg *e)
{
    struct learn_session *session = &b->session;

    session->place.scenario = b->file;
    session->place.run = folder_file(&session->arena, b->folder, "before");
    session->place.fixed = folder_file(&session->arena, b->folder, "after");
    if (!learn_session_run(session, false, false) ||
        !learn_session_run(session, true, false))
        return err_set(e, ERR_STATE, "the runs of the lesson cannot be played");
    enum err rc = review_looks(b, &s->lesson->look, false, findings, e);
    return rc ? rc : review_looks(b, &s->lesson->look_again, true, findings, e);
}

static enum err can_be_fixed(const struct attempt_base *base, bool *can,
                             struct errmsg *e)
{
    struct attempt t;

    enum err rc =
        attempt_given(&t, base, &base->scenario->lesson->fix.right.changes, e);
    if (rc) return rc;
    *can = t.outcome != ATTEMPT_REFUSED;
    attempt_fini(&t);
    return ERR_OK;
}

enum err learn_review(const struct scenario *s, const char *path,
                      struct scenario_errors *findings, struct errmsg *e)
{
    const struct learn_lesson item = {
        .name = path, .path = path, .scenario = *s};
    struct learn_input nobody;
    struct learn_bench b = {.folder = NULL};

    if (!s->lesson || s->lesson->role_count > 0) return ERR_OK;
    learn_session_init(&b.session, &item, 1, &nobody);
    learn_input_init(&nobody, &b.session.arena, LEARN_INPUT_NONE);
    bool plays = false;

    enum err rc = critique_find(&b.session.base, findings, e);
    review_neighbours(s, b.session.place.folder, findings);
    if (!rc) rc = can_be_fixed(&b.session.base, &plays, e);
    if (!rc && plays) rc = bench_write(&b, s->source, e);
    if (!rc && plays) rc = bench_play(&b, s, findings, e);
    if (b.folder) bench_clear(&b);
    scenario_errors_sort(findings);
    learn_session_fini(&b.session);
    return rc;
}
