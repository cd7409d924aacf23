#include "cli/input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/utf8.h"
#include "cli/folder.h"
#include "cli/notice.h"
#include "cli/shipped.h"
#include "crypto/sign_key.h"
#include "journal/head.h"
#include "scenario/change_each.h"
#include "scenario/yaml.h"
#include "sim/network.h"

/* A file is read whole (input_read), up to a limit that its kind has, and then
 * parsed: a state of a journal, a private key, or a scenario, with the changes
 * of the command line applied to its text. The scenario of a journal is in its
 * header, and its errors are not the reader's to mend: input_header gives back
 * only the first. */

enum { FIRST_ROOM = 64 * 1024, TEXT_MAX = 1024 * 1024 };

/* Twice the room, as long as there may be more to read. */
static void read_into(struct arena *a, FILE *f, size_t most, struct bytes *out)
{
    size_t room = most < FIRST_ROOM ? most : FIRST_ROOM;
    uint8_t *data = arena_alloc(a, room);
    size_t size = fread(data, 1, room, f);

    while (size == room && room < most) {
        room = room > most / 2 ? most : 2 * room;
        uint8_t *wider = arena_alloc(a, room);
        memcpy(wider, data, size);
        data = wider;
        size += fread(data + size, 1, room - size, f);
    }
    *out = bytes_of(data, size);
}

enum err input_read(struct arena *a, const char *path, size_t most,
                    struct bytes *out, struct errmsg *e)
{
    const bool standard = strcmp(path, "-") == 0;
    FILE *f = standard ? stdin : fopen(path, "rb");

    if (!f)
        return err_set(e, errno == ENOENT ? ERR_MISSING : ERR_IO,
                       "cannot open %s: %s", path, strerror(errno));
    read_into(a, f, most, out);
    const int failed = ferror(f) ? errno : 0;

    if (!standard) fclose(f);
    if (failed)
        return err_set(e, ERR_IO, "cannot read %s: %s",
                       standard ? "standard input" : path, strerror(failed));
    return ERR_OK;
}

enum err input_text(struct arena *a, const char *path, const char **out,
                    struct errmsg *e)
{
    struct bytes b = {0};

    enum err rc = input_read(a, path, TEXT_MAX + 1, &b, e);
    if (rc) return rc;
    if (b.size > TEXT_MAX)
        return err_set(e, ERR_LIMIT, "%s has more than %d bytes", path,
                       TEXT_MAX);
    if (b.size > 0 && memchr(b.data, 0, b.size))
        return err_set(e, ERR_FORMAT,
                       "%s is not text; demarche show --extract writes a "
                       "copy's text as frame-N.text",
                       path);
    *out = arena_format(a, "%.*s", (int)b.size, (const char *)b.data);
    return ERR_OK;
}

enum err input_state(struct checkpoint *c, const char *path, struct arena *a,
                     struct errmsg *e)
{
    struct bytes note;

    enum err rc = input_read(a, path, CHECKPOINT_NOTE_MAX + 1, &note, e);
    if (rc) return rc;
    if (checkpoint_read(c, &note) || note.size > 0)
        return err_set(e, ERR_FORMAT,
                       "%s is not a state of a journal as demarche prove "
                       "--state writes it",
                       path);
    return ERR_OK;
}

enum err input_sign_key(uint8_t key[IDENTITY_KEY_SIZE], const char *path,
                        struct errmsg *e)
{
    struct bytes text = {0};
    struct arena a;

    arena_init(&a);
    enum err rc = input_read(&a, path, SIGN_KEY_TEXT_SIZE, &text, e);
    if (!rc && sign_key_read(text, key))
        rc = err_set(e, ERR_FORMAT,
                     "%s is not an Ed25519 private key in PEM; demarche keygen "
                     "makes one",
                     path);
    if (text.size > 0) explicit_bzero((uint8_t *)text.data, text.size);
    arena_fini(&a);
    return rc;
}

/* "scenarios/hotline.yaml" -> "hotline". A file's name may be any bytes, and a
 * journal's texts are UTF-8. */
const char *input_name(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    const size_t length = dot > base ? (size_t)(dot - base) : strlen(base);

    if (strcmp(path, "-") == 0) return "stdin";
    char *name = arena_format(a, "%.*s", (int)length, base);
    for (size_t at = 0, size; at < length; at += size)
        if (utf8_next(bytes_of(name + at, length - at), &size) == UTF8_BROKEN)
            name[at] = '_';
    return name;
}

/* Parses a text, and notes all that is wrong with it. */
static enum err input_parse(struct input_reading *r, struct scenario *s,
                            const char *path)
{
    return scenario_parse(s, input_name(&r->arena, path), r->source,
                          &r->errors);
}

static const struct input_changes unchanged = {.count = 0};

const char *input_take_change(void *out, const char *value)
{
    struct input_changes *changes = out;

    _Static_assert(INPUT_CHANGES_MAX == 256, "what is said below");
    if (changes->count == INPUT_CHANGES_MAX) return "at most 256 changes";
    changes->items[changes->count++] = value;
    return NULL;
}

const char *input_label(struct arena *a, const char *path,
                        const struct input_changes *changes)
{
    return arena_format(a, "%s%s", strcmp(path, "-") == 0 ? "<stdin>" : path,
                        changes->count > 0 ? ", changed" : "");
}

/* Makes the changes to the text of a scenario that is a good one. */
static enum err input_change(struct input_reading *r, const char *path,
                             const struct input_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++) {
        enum err rc = change_each_apply(&r->arena, r->source, changes->items[i],
                                        &r->source, &r->e);

        if (rc)
            return err_wrap(&r->e, rc, "%s",
                            input_label(&r->arena, path, &unchanged));
    }
    r->changed = true;
    return ERR_OK;
}

/* True for a journal, and for the folder of one. */
static bool input_is_run(struct arena *a, const char *path, struct bytes source)
{
    struct reader_frame f;
    const char *why;

    if (source.size > 0)
        return head_read(source, head_magic(source), &f, &why) == ERR_OK &&
               f.kind == JOURNAL_HEADER;
    return access(folder_file(a, path, FOLDER_JOURNAL), F_OK) == 0;
}

enum err input_reading_init(struct input_reading *r, struct scenario *s,
                            const char *path,
                            const struct input_changes *changes, uint64_t seed)
{
    *r = (struct input_reading){0};
    arena_init(&r->arena);
    scenario_errors_init(&r->errors);
    /* A byte more than it may have, so that the parser sees a longer one to be
     * too long. */
    enum err rc =
        input_read(&r->arena, path, YAML_FILE_MAX + 1, &r->source, &r->e);

    if (rc == ERR_MISSING) rc = shipped_missing(SHIPPED_SCENARIO, path, &r->e);
    if (input_is_run(&r->arena, path, r->source))
        rc =
            err_set(&r->e, ERR_FORMAT,
                    "%s holds a run, not a scenario; to read it: demarche show "
                    "%s",
                    path, path);
    if (!rc) rc = input_parse(r, s, path);
    if (!rc && changes->count > 0) {
        scenario_fini(s);
        rc = input_change(r, path, changes);
        if (!rc) rc = input_parse(r, s, path);
    }
    if (!rc) network_draw(s, seed);
    return rc;
}

void input_reading_fini(struct input_reading *r)
{
    scenario_errors_fini(&r->errors);
    arena_fini(&r->arena);
}

enum err input_scenario(struct scenario *s, const char *path,
                        const struct input_changes *changes, uint64_t seed)
{
    struct input_reading r;

    enum err rc = input_reading_init(&r, s, path, changes, seed);
    if (r.errors.count > 0)
        scenario_errors_print(
            stderr,
            input_label(&r.arena, path, r.changed ? changes : &unchanged),
            r.source, &r.errors);
    else if (rc)
        (void)notice_failed(NULL, &r.e);
    input_reading_fini(&r);
    return rc;
}

enum err input_header(struct scenario *s, const struct record_header *h,
                      struct errmsg *e)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    enum err rc = scenario_parse(s, h->scenario_name, h->scenario, &errors);
    if (rc)
        rc = err_set(e, rc, "the scenario in it cannot be read: %s",
                     errors.count > 0 ? errors.items[0].text : err_text(rc));
    else
        network_draw(s, h->seed);
    scenario_errors_fini(&errors);
    return rc;
}
