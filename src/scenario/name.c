#include "scenario/name.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/yaml.h"

enum { NEAR_SIZE = 64 }; /* no longer word is worth a guess */

static int by_text(const void *a, const void *b)
{
    const struct name *left = a, *right = b;

    return strcmp(left->text, right->text);
}

struct names names_index(struct name *items, size_t count)
{
    if (count > 0) qsort(items, count, sizeof *items, by_text);
    return (struct names){.items = items, .count = count};
}

struct names names_of_keys(struct arena *arena, const struct yaml_node *mapping)
{
    struct name *items = arena_array(arena, mapping->count, sizeof *items);
    uint32_t count = 0;

    for (const struct yaml_node *n = mapping->first; n; n = n->next, count++)
        items[count] = (struct name){.text = n->key, .index = count};
    return names_index(items, count);
}

uint32_t names_find(const struct names *names, const char *text)
{
    const struct name wanted = {.text = text};

    if (names->count == 0) return NAMES_NONE;
    const struct name *found = bsearch(&wanted, names->items, names->count,
                                       sizeof *names->items, by_text);
    return found ? found->index : NAMES_NONE;
}

uint32_t name_words_find(const struct name_words *words, const char *text)
{
    for (uint32_t i = 0; i < words->count; i++)
        if (strcmp(words->texts[i], text) == 0) return i;
    return NAMES_NONE;
}

const char *name_words_list(const struct name_words *words, struct arena *arena)
{
    const char *list = words->count > 0 ? words->texts[0] : "nothing";

    for (uint32_t i = 1; i < words->count; i++)
        list =
            arena_format(arena, "%s%s%s", list,
                         i + 1 < words->count ? ", " : " or ", words->texts[i]);
    return list;
}

/* Slips between two words (optimal string alignment); three rows suffice,
 * for a swap looks two rows back. */
static size_t slips(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t rows[3][NEAR_SIZE + 1];

    for (size_t j = 0; j <= b_size; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        const size_t *above = rows[(i - 1) % 3], *swap = rows[(i + 1) % 3];
        size_t *row = rows[i % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            size_t best = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            if (above[j] + 1 < best) best = above[j] + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
                a[i - 2] == b[j - 1] && swap[j - 2] + 1 < best)
                best = swap[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[a_size % 3][b_size];
}

void name_nearest_init(struct name_nearest *nearest, const char *word)
{
    size_t size = strlen(word);

    /* One slip in a short word, two in a longer one, three in a long one. */
    *nearest = (struct name_nearest){
        .word = word, .distance = size < 5 ? 2 : (size < 12 ? 3 : 4)};
}

void name_nearest_try(struct name_nearest *nearest, const char *candidate)
{
    size_t a = strlen(nearest->word), b = strlen(candidate);
    size_t apart = a > b ? a - b : b - a;

    if (a > NEAR_SIZE || b > NEAR_SIZE || apart >= nearest->distance) return;
    size_t distance = slips(nearest->word, a, candidate, b);
    /* A guess that keeps no letter of the word is none. */
    if (distance >= nearest->distance || distance >= a || distance >= b) return;
    nearest->distance = distance;
    nearest->best = candidate;
}

const char *names_near(const struct names *names, const char *word)
{
    struct name_nearest nearest;

    name_nearest_init(&nearest, word);
    for (size_t i = 0; i < names->count; i++)
        name_nearest_try(&nearest, names->items[i].text);
    return nearest.best;
}

const char *name_words_near(const struct name_words *words, const char *word)
{
    struct name_nearest nearest;

    name_nearest_init(&nearest, word);
    for (uint32_t i = 0; i < words->count; i++)
        name_nearest_try(&nearest, words->texts[i]);
    return nearest.best;
}
