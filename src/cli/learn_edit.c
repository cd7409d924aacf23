#include "cli/learn_edit.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/folder.h"
#include "cli/input.h"
#include "cli/output.h"
#include "scenario/yaml.h"

/* A text in the three parts before, of and after its lesson. */
struct learn_parts {
    struct bytes before, lesson, after;
};

/* The byte at which a line begins, counted from 1. */
static size_t line_start(struct bytes source, uint32_t line)
{
    size_t at = 0;

    for (; line > 1 && at < source.size; at++)
        if (source.data[at] == '\n') line--;
    return at;
}

/* The section goes on to the next line that begins with a key of the whole. */
static struct learn_parts edit_split(const struct scenario *s)
{
    const struct bytes source = s->source;
    const size_t begin = line_start(source, s->lesson->position.line);
    size_t end = begin;

    do {
        const uint8_t *stop =
            memchr(source.data + end, '\n', source.size - end);
        end = stop ? (size_t)(stop - source.data) + 1 : source.size;
    } while (end < source.size && strchr(" #\n\r", source.data[end]));
    return (struct learn_parts){
        bytes_of(source.data, begin),
        bytes_of(source.data + begin, end - begin),
        bytes_from(source, end),
    };
}

static enum err write_copy(const char *path, const struct learn_parts *parts,
                           struct arena *a, struct errmsg *e)
{
    const struct output_target target = {.path = path, .regular = true};
    const char *text =
        arena_format(a, "%.*s%.*s", (int)parts->before.size,
                     (const char *)parts->before.data, (int)parts->after.size,
                     (const char *)parts->after.data);

    enum err rc = folder_make("runs", NULL, e);
    return rc ? rc : output_write(&target, bytes_of_text(text), e);
}

/* Ctrl-C is the editor's while it is open. */
static enum err open_editor(const char *editor, const char *path,
                            struct errmsg *e)
{
    int status = 0;

    fflush(stdout);
    void (*before)(int) = signal(SIGINT, SIG_IGN);
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGINT, SIG_DFL);
        execl("/bin/sh", "sh", "-c", "exec $0 \"$1\"", editor, path,
              (char *)NULL);
        _exit(1);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    signal(SIGINT, before);
    if (child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return ERR_OK;
    return err_set(e, ERR_IO, "the editor %s did not end well", editor);
}

enum err learn_edit(struct learn_session *s, const char **path,
                    struct bytes *out, struct errmsg *e)
{
    const struct learn_parts parts = edit_split(&s->item->scenario);
    const char *editor = getenv("VISUAL");
    struct bytes text = {0};

    *out = bytes_of(NULL, 0);
    *path = arena_format(&s->arena, "%s.yaml", s->place.run);
    if (!editor || !*editor) editor = getenv("EDITOR");
    const bool was_there = access(*path, F_OK) == 0;
    enum err rc = was_there ? ERR_OK : write_copy(*path, &parts, &s->arena, e);

    if (!rc && editor && *editor)
        rc = open_editor(editor, *path, e);
    else if (!rc && !was_there)
        return ERR_OK;
    if (!rc) rc = input_read(&s->arena, *path, YAML_FILE_MAX, &text, e);
    if (rc) return rc;
    const char *ending =
        text.size > 0 && text.data[text.size - 1] != '\n' ? "\n" : "";
    *out = bytes_of_text(arena_format(
        &s->arena, "%.*s%s%.*s", (int)text.size, (const char *)text.data,
        ending, (int)parts.lesson.size, (const char *)parts.lesson.data));
    return ERR_OK;
}
