#include "cli/learn_input.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/input.h"
#include "scenario/name.h"
#include "view/text.h"

enum { SCRIPT_SIZE_MAX = 256 * 1024 };

static const char *const verbs[] = {"predict", "number", "sentence", "change",
                                    "transfer"};
static const struct name_words verb_words = {verbs,
                                             sizeof verbs / sizeof *verbs};

void learn_input_init(struct learn_input *in, struct arena *a,
                      enum learn_input_kind kind)
{
    const char *term = getenv("TERM");

    *in = (struct learn_input){.kind = kind, .arena = a};
    in->screen = kind == LEARN_INPUT_TYPED && isatty(STDIN_FILENO) &&
                 isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

/* The line without blanks around it, and without what is no character. */
static const char *clean_line(struct arena *a, struct bytes line)
{
    char out[LEARN_INPUT_LINE];

    while (line.size > 0 && strchr(" \t\r\n", line.data[0]))
        line = bytes_from(line, 1);
    while (line.size > 0 && strchr(" \t\r\n", line.data[line.size - 1]))
        line.size--;
    utf8_clean(out, sizeof out, line);
    return arena_text(a, out);
}

/* ---- Scripts ---- */

static enum err read_line(struct learn_input *in, const char *path,
                          const char *line, size_t number,
                          struct learn_input_line *out, struct errmsg *e)
{
    const size_t size = strcspn(line, " ");

    out->number = number;
    out->verb = arena_format(in->arena, "%.*s", (int)size, line);
    out->rest = line + size + strspn(line + size, " ");
    if (name_words_find(&verb_words, out->verb) != NAMES_NONE && *out->rest)
        return ERR_OK;
    return err_set(e, ERR_FORMAT,
                   "%s:%zu: \"%.32s\" fits no step, expected %s and an answer",
                   path, number, line, name_words_list(&verb_words, in->arena));
}

enum err learn_input_script(struct learn_input *in, struct arena *a,
                            const char *path, struct errmsg *e)
{
    struct learn_input_line *lines =
        arena_array(a, LEARN_INPUT_LINES_MAX, sizeof *lines);
    struct bytes rest;
    size_t size, number = 0;

    learn_input_init(in, a, LEARN_INPUT_SCRIPT);
    in->lines = lines;
    enum err rc = input_read(a, path, SCRIPT_SIZE_MAX, &rest, e);
    for (; !rc && rest.size > 0; rest = bytes_from(rest, size)) {
        const uint8_t *end = memchr(rest.data, '\n', rest.size);
        size = end ? (size_t)(end - rest.data) + 1 : rest.size;
        const char *line = clean_line(a, bytes_of(rest.data, size));
        number++;
        if (!*line || *line == '#') continue;
        if (in->count == LEARN_INPUT_LINES_MAX)
            return err_set(e, ERR_FORMAT, "%s: more than %d answers", path,
                           LEARN_INPUT_LINES_MAX);
        rc = read_line(in, path, line, number, &lines[in->count++], e);
    }
    return rc;
}

const struct learn_input_line *learn_input_left(const struct learn_input *in)
{
    return in->kind == LEARN_INPUT_SCRIPT && in->next < in->count
               ? &in->lines[in->next]
               : NULL;
}

/* ---- Answers ---- */

static const char *take_typed(struct learn_input *in)
{
    char line[LEARN_INPUT_LINE];

    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) {
        putchar('\n');
        return NULL;
    }
    /* The rest of a line that is too long is no answer of its own. */
    for (int c = 0; !strchr(line, '\n') && c != EOF && c != '\n';)
        c = getchar();
    /* What is typed into a pipe is seen nowhere. */
    if (!isatty(STDIN_FILENO)) putchar('\n');
    return clean_line(in->arena, bytes_of_text(line));
}

static const char *take_scripted(struct learn_input *in, const char *verb)
{
    const struct learn_input_line *line = learn_input_left(in);

    if (!line || strcmp(line->verb, verb) != 0) return NULL;
    in->next++;
    return line->rest;
}

const char *learn_input_take(struct learn_input *in, const char *verb,
                             const char *prompt)
{
    const char *answer = NULL;

    if (in->kind == LEARN_INPUT_NONE) return NULL;
    if (in->kind == LEARN_INPUT_TYPED) {
        fputs(prompt, stdout);
        return take_typed(in);
    }
    answer = take_scripted(in, verb);
    if (answer)
        text_put_wrapped(answer, (size_t)printf("> %s ", verb), 4, stdout);
    return answer;
}
