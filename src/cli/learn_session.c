#include "cli/learn_session.h"

#include <stdio.h>
#include <string.h>

#include "cli/folder.h"
#include "cli/input.h"
#include "cli/notice.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/subcommand.h"
#include "scenario/yaml.h"
#include "view/text.h"

/* What a session plays is of two kinds: attempts, in memory, which judge the
 * claims (lesson/attempt), and runs in folders, which the commands of the
 * lesson and of the learner are about. Both are played when a step first asks
 * for them, so that a lesson can begin at any step. */

enum { COMMAND_WORDS_MAX = 2 * LESSON_TEXTS_MAX + 16 };

const struct name_words learn_step_words = {(const char *const[]){
#define LEARN_STEP_WORD(name, word) #word,
                                                LEARN_STEP_MAP(LEARN_STEP_WORD)
#undef LEARN_STEP_WORD
                                            },
                                            LEARN_STEP_COUNT};

/* A file beside the lesson, for a claim that names it. */
static enum err read_beside(void *context, struct arena *a, const char *name,
                            const char **out, struct errmsg *e)
{
    const struct learn_session *s = context;
    struct bytes source = {0};

    enum err rc = input_read(a, arena_format(a, "%s/%s", s->place.folder, name),
                             SCENARIO_DOCUMENT_MAX, &source, e);
    if (!rc)
        *out = arena_format(a, "%.*s", (int)source.size,
                            (const char *)source.data);
    return rc;
}

static void session_own_change(struct learn_session *s)
{
    const struct lesson_texts *own = &s->lesson->fix.right.changes;

    s->changes = arena_array(&s->arena, own->count, sizeof *s->changes);
    s->change_count = own->count;
    for (size_t i = 0; i < own->count; i++)
        s->changes[i] = own->items[i].text;
}

void learn_session_init(struct learn_session *s,
                        const struct learn_lesson *item, size_t lessons,
                        struct learn_input *in)
{
    const char *slash = strrchr(item->path, '/');

    *s = (struct learn_session){.item = item,
                                .lesson = item->scenario.lesson,
                                .lessons = lessons,
                                .in = in,
                                .style = options_style()};
    arena_init(&s->arena);
    s->base = (struct attempt_base){
        .scenario = &item->scenario, .read_text = read_beside, .context = s};
    s->place = (struct learn_look_place){
        .lesson = s->lesson,
        .scenario = item->name,
        .folder = slash ? arena_format(&s->arena, "%.*s",
                                       (int)(slash - item->path), item->path)
                        : ".",
        .run = arena_format(&s->arena, "runs/learn-%02u", s->lesson->number),
    };
    s->place.fixed = arena_format(&s->arena, "%s-fixed", s->place.run);
    session_own_change(s);
}

void learn_session_fini(struct learn_session *s)
{
    if (s->has_before) attempt_fini(&s->before);
    if (s->has_own) attempt_fini(&s->own);
    if (s->has_after) attempt_fini(&s->after);
    arena_fini(&s->arena);
}

/* ---- Attempts ---- */

static bool session_failed(const struct errmsg *e)
{
    (void)notice_failed("learn", e);
    return false;
}

bool learn_session_before(struct learn_session *s)
{
    struct errmsg e;

    if (s->has_before) return true;
    if (attempt_changes(&s->before, &s->base, NULL, 0, &e))
        return session_failed(&e);
    s->has_before = true;
    return true;
}

bool learn_session_own(struct learn_session *s)
{
    struct errmsg e;

    if (s->has_own) return true;
    if (attempt_expected(&s->base, &s->arena, &s->base.expected, &e) ||
        attempt_given(&s->own, &s->base, &s->lesson->fix.right.changes, &e))
        return session_failed(&e);
    s->has_own = true;
    return true;
}

/* ---- Runs ---- */

/* The command that writes a run; `shown` leaves out what only the lesson
 * needs. */
static const char *const *run_words(struct learn_session *s, bool fixed,
                                    bool shown)
{
    const char **words =
        arena_array(&s->arena, COMMAND_WORDS_MAX, sizeof *words);
    size_t n = 0;

    words[n++] = "run";
    words[n++] = fixed && s->edited ? s->edited : s->place.scenario;
    if (s->lesson->seed != 1) {
        words[n++] = "--seed";
        words[n++] = arena_format(&s->arena, "%u", s->lesson->seed);
    }
    for (size_t i = 0; fixed && !s->edited && i < s->change_count; i++) {
        words[n++] = "--change";
        words[n++] = s->changes[i];
    }
    words[n++] = "--out";
    words[n++] = fixed ? s->place.fixed : s->place.run;
    if (!shown) {
        words[n++] = "--force";
        words[n++] = "--quiet";
    }
    if (s->report && !fixed) words[n++] = "--report";
    words[n] = NULL;
    return words;
}

static void show_command(struct learn_session *s, const char *const *words)
{
    fputs("$ ", stdout);
    text_put_wrapped(learn_look_line(words, &s->arena), 2, 4, stdout);
}

/* An expectation that is broken is no failure of a run, nor a run that ends
 * early one of the program. */
static bool has_run(int status)
{
    return status == COMMAND_OK || status == COMMAND_BROKEN ||
           status == COMMAND_UNDETERMINED;
}

/* The lesson's files are copied into the folder of the first run, where the
 * commands, and the learner, find them. */
static bool copy_files(struct learn_session *s)
{
    const struct lesson_texts *files = &s->lesson->files;
    enum err rc = ERR_OK;
    struct errmsg e;

    for (size_t i = 0; i < files->count && !rc; i++) {
        const char *name = files->items[i].text;
        const struct output_target target = {
            .path = folder_file(&s->arena, s->place.run, name),
            .force = true,
            .regular = true};
        const char *content;
        rc = read_beside(s, &s->arena, name, &content, &e);
        if (!rc) rc = output_write(&target, bytes_of_text(content), &e);
    }
    return rc ? session_failed(&e) : true;
}

/* The commands read the lesson's file, and what was said is about the text that
 * it had when the lesson began. */
static enum err check_unchanged(struct learn_session *s, struct errmsg *e)
{
    const char *path = s->item->path;
    struct bytes now = {0};

    enum err rc = input_read(&s->arena, path, YAML_FILE_MAX + 1, &now, e);
    if (!rc && !bytes_equal(now, s->item->scenario.source))
        rc = err_set(e, ERR_FORMAT,
                     "%s has changed since the lesson began; begin it again",
                     path);
    return rc;
}

bool learn_session_run(struct learn_session *s, bool fixed, bool shows)
{
    bool *has = fixed ? &s->has_fixed : &s->has_run;
    struct captured c;
    struct errmsg e;

    if (shows) show_command(s, run_words(s, fixed, true));
    if (*has) return true;
    if (check_unchanged(s, &e)) return session_failed(&e);
    if (captured_run(&c, &s->arena, &subcommand_run, run_words(s, fixed, false),
                     &e))
        return session_failed(&e);
    if (!has_run(c.status)) {
        fflush(stdout);
        fwrite(c.err.data, 1, c.err.size, stderr);
        return false;
    }
    if (shows && s->report && !fixed)
        printf("The page: %s/" FOLDER_REPORT "\n", s->place.run);
    *has = true;
    return fixed || copy_files(s);
}

bool learn_session_look(struct learn_session *s, const struct lesson_look *look,
                        bool again)
{
    struct learn_look_place place = s->place;
    const char *const *words;
    struct captured c;
    struct errmsg e;

    place.again = again;
    place.changes = s->changes;
    place.change_count = s->edited ? 0 : s->change_count;
    if (again && s->edited) place.scenario = s->edited;
    if (learn_look_words(&words, &s->arena, &place, look, &e) ||
        learn_look_carry_out(&c, &s->arena, words, &e))
        return session_failed(&e);
    show_command(s, words);
    learn_look_print(&c, look->mark, stdout);
    if (learn_look_is_good(words, c.status)) return true;
    fflush(stdout);
    fwrite(c.err.data, 1, c.err.size, stderr);
    return true;
}
