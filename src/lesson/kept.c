#include "lesson/kept.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/yaml_flow.h"

static const struct yaml_node *kept_key(const struct yaml_node *node,
                                        const char *key, size_t size)
{
    if (!node || node->kind != YAML_MAPPING) return NULL;
    for (const struct yaml_node *n = node->first; n; n = n->next)
        if (strlen(n->key) == size && memcmp(n->key, key, size) == 0) return n;
    return NULL;
}

static const struct yaml_node *kept_item(const struct yaml_node *node,
                                         unsigned long index)
{
    if (!node || node->kind != YAML_SEQUENCE) return NULL;
    for (const struct yaml_node *n = node->first; n; n = n->next)
        if (index-- == 0) return n;
    return NULL;
}

static bool is_alike(struct arena *a, const struct yaml_node *before,
                     const struct yaml_node *after)
{
    if (!before || !after) return before == after;
    return strcmp(yaml_flow(a, before), yaml_flow(a, after)) == 0;
}

static bool kept_follow(struct arena *a, const struct yaml_node *before,
                        const struct yaml_node *after, const char *path);

/* Every key that either mapping has. */
static bool follow_all(struct arena *a, const struct yaml_node *before,
                       const struct yaml_node *after, const char *rest)
{
    const struct yaml_node *const both[] = {before, after};

    for (size_t i = 0; i < 2; i++) {
        if (!both[i] || both[i]->kind != YAML_MAPPING) continue;
        for (const struct yaml_node *n = both[i]->first; n; n = n->next) {
            const size_t size = strlen(n->key);
            if (!kept_follow(a, kept_key(before, n->key, size),
                             kept_key(after, n->key, size), rest))
                return false;
        }
    }
    return true;
}

static bool kept_follow(struct arena *a, const struct yaml_node *before,
                        const struct yaml_node *after, const char *path)
{
    while (*path) {
        if (*path == '[') {
            char *end;
            const unsigned long index = strtoul(path + 1, &end, 10);
            before = kept_item(before, index);
            after = kept_item(after, index);
            path = *end == ']' ? end + 1 : end;
            continue;
        }
        if (*path == '.') path++;
        const size_t size = strcspn(path, ".[");
        if (size == 1 && *path == '*')
            return follow_all(a, before, after, path + 1);
        before = kept_key(before, path, size);
        after = kept_key(after, path, size);
        path += size;
        if (size == 0) break;
    }
    return is_alike(a, before, after);
}

size_t kept_touched(struct arena *a, struct bytes before, struct bytes after,
                    const struct lesson_texts *paths)
{
    struct scenario_errors errors;

    scenario_errors_init(&errors);
    const struct yaml_node *one = yaml_parse(a, before, &errors);
    const struct yaml_node *other = yaml_parse(a, after, &errors);
    scenario_errors_fini(&errors);
    for (size_t i = 0; one && other && i < paths->count; i++)
        if (!kept_follow(a, one, other, paths->items[i].text)) return i;
    return SIZE_MAX;
}
