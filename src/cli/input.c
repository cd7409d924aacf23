#include "cli/input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "view/text.h"

/* One byte more than a scenario may have, so that the parser sees a longer
 * one to be too long. */
enum { READ_MAX = SCENARIO_FILE_MAX + 1 };

static enum err read_all(struct arena *a, const char *path, struct bytes *out,
                         struct errmsg *e)
{
    const bool standard = strcmp(path, "-") == 0;
    uint8_t *data = arena_alloc(a, READ_MAX);
    FILE *f = standard ? stdin : fopen(path, "rb");

    if (!f) {
        return err_set(e, errno == ENOENT ? ERR_MISSING : ERR_IO,
                       "cannot open %s: %s", path, strerror(errno));
    }

    const size_t size = fread(data, 1, READ_MAX, f);
    const int failed = ferror(f) ? errno : 0;

    if (!standard) fclose(f);
    if (failed) {
        return err_set(e, ERR_IO, "cannot read %s: %s",
                       standard ? "standard input" : path, strerror(failed));
    }
    *out = bytes_of(data, size);
    return ERR_OK;
}

/* "scenarios/hotline.yaml" -> "hotline". */
static const char *name_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');

    if (strcmp(path, "-") == 0) return "stdin";
    return arena_format(
        a, "%.*s", dot > base ? (int)(dot - base) : (int)strlen(base), base);
}

enum err input_scenario(struct scenario *s, const char *path)
{
    const char *file = strcmp(path, "-") == 0 ? "<stdin>" : path;
    struct scenario_errors errors;
    struct errmsg e;
    struct bytes source = {0};
    struct arena a;

    arena_init(&a);
    scenario_errors_init(&errors);
    enum err rc = read_all(&a, path, &source, &e);

    if (rc) {
        fputs("demarche: ", stderr);
        text_put(e.text, stderr);
        fputc('\n', stderr);
        goto out;
    }
    rc = scenario_parse(s, name_of(&a, path), source, &errors);
    if (rc) scenario_errors_print(stderr, file, source, &errors);
out:
    scenario_errors_fini(&errors);
    arena_fini(&a);
    return rc;
}
