#include "cli/shipped_list.h"

#include <string.h>

#include "cli/input.h"
#include "scenario/design.h"
#include "scenario/yaml.h"
#include "view/text.h"

enum { INDENT = 2, GAP = 2 };

static enum err study_title(struct arena *a, const char *name,
                            struct bytes text, const char **out)
{
    struct scenario_errors errors;
    struct design d;

    scenario_errors_init(&errors);
    const enum err rc = design_parse(&d, name, text, &errors);
    if (!rc) {
        *out = arena_text(a, d.title ? d.title : "");
        design_fini(&d);
    }
    scenario_errors_fini(&errors);
    return rc;
}

static enum err scenario_title(struct arena *a, const char *name,
                               struct bytes text, const char **out)
{
    struct scenario_errors errors;
    struct scenario s;

    scenario_errors_init(&errors);
    const enum err rc = scenario_parse(&s, name, text, &errors);
    if (!rc) {
        *out = arena_text(a, s.title);
        scenario_fini(&s);
    }
    scenario_errors_fini(&errors);
    return rc;
}

static const char *title_of(struct arena *a, enum shipped_kind kind,
                            const char *name)
{
    struct shipped_path path;
    const char *title = "";
    struct bytes text;

    if (!shipped_named(&path, kind, name) ||
        input_read(a, path.path, YAML_FILE_MAX + 1, &text, NULL) ||
        (kind == SHIPPED_STUDY ? study_title : scenario_title)(a, name, text,
                                                               &title))
        return "";
    return title;
}

enum err shipped_list(enum shipped_kind kind, FILE *out, struct errmsg *e)
{
    struct arena a;
    size_t width = 0;

    arena_init(&a);
    const char **names = shipped_names(&a, kind);
    const enum err rc = names[0] ? ERR_OK : shipped_none(e);
    for (size_t i = 0; names[i]; i++)
        width = text_wider(width, INDENT + strlen(names[i]) + GAP);
    for (size_t i = 0; names[i]; i++)
        text_put_field(names[i], width, title_of(&a, kind, names[i]), out);
    arena_fini(&a);
    return rc;
}
