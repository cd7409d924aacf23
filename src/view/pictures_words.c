#include "view/pictures_words.h"

#include <inttypes.h>
#include <string.h>

#include "view/outcomes.h"
#include "view/text.h"

const struct outcome *pictures_words_outcome(const struct pictures_one *one,
                                             size_t point)
{
    return &one->all->outcomes[one->measure * one->all->points->count + point];
}

const struct design_measure *
pictures_words_measure(const struct pictures_one *one)
{
    return &one->all->design->measures[one->measure];
}

size_t pictures_words_lines(const struct pictures_one *one)
{
    const size_t points = one->all->points->count;

    return points < LOOK_LINES ? points : LOOK_LINES;
}

const char *pictures_words_label(const struct pictures_one *one, size_t point)
{
    const char *label = one->all->points->items[point].label;

    return *label ? label : NULL;
}

/* "N = 1,000 runs a line, seed 1. Kaplan-Meier; ..." */
const char *pictures_words_basis(const struct pictures_one *one,
                                 struct arena *a, const char *each,
                                 const char *method)
{
    const size_t points = one->all->points->count;
    uint64_t least = UINT64_MAX, most = 0;
    char low[TEXT_NUMBER_SIZE], high[TEXT_NUMBER_SIZE];

    for (size_t i = 0; i < points; i++) {
        const uint64_t runs = pictures_words_outcome(one, i)->counted;
        if (runs < least) least = runs;
        if (runs > most) most = runs;
    }
    text_number(low, least);
    text_number(high, most);
    return arena_format(a, "N = %s%s%s runs%s, seed %" PRIu64 "%s. %s%s",
                        least < most ? low : "", least < most ? " to " : "",
                        high, points > 1 ? each : "", one->all->seed,
                        one->all->stand_in ? ", the curve by a stand-in" : "",
                        method,
                        points > LOOK_LINES && strcmp(each, " a line") == 0
                            ? arena_format(a, " The first %d of %zu points.",
                                           LOOK_LINES, points)
                            : "");
}

/* The measure, with a capital. */
static const char *title_of(struct arena *a, const struct design_measure *m)
{
    char *title = arena_text(a, outcomes_measure_text(a, m));

    if (title[0] >= 'a' && title[0] <= 'z')
        title[0] = (char)(title[0] - 'a' + 'A');
    return title;
}

struct picture_words pictures_words_of(const struct pictures_one *one,
                                       struct arena *a, const char *subtitle,
                                       const char *basis)
{
    return (struct picture_words){
        .title = title_of(a, pictures_words_measure(one)),
        .subtitle = subtitle,
        .basis = basis,
        .note = arena_format(a, "%s: %s", one->all->design->title,
                             pictures_words_measure(one)->name),
    };
}
