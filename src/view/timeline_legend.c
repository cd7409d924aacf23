#include "view/timeline_legend.h"

#include "view/text.h"

enum { NAMED_MAX = 12 /* more channels than this are not explained */ };

/* "Channels: moscow (hand), kyiv (courier)"; "" where there are too many. */
static const char *channel_list(struct arena *a, const struct scenario *sc)
{
    const char *list = "";

    for (size_t i = 0; i < sc->channel_count && i < NAMED_MAX; i++)
        list = arena_format(a, "%s%s %s (%s)", list,
                            i > 0 ? "," : " Channels:", sc->channels[i].name,
                            scenario_medium_name(sc->channels[i].medium));
    return sc->channel_count > NAMED_MAX ? "" : list;
}

void timeline_legend_draw(const struct view *v, uint64_t shown, uint64_t total,
                          bool exchanges, FILE *out)
{
    const bool all_times =
        v->select.from == INSTANT_MIN && v->select.to == INSTANT_MAX;
    char some[TEXT_NUMBER_SIZE], all[TEXT_NUMBER_SIZE];
    struct arena a;

    arena_init(&a);
    text_number(some, shown);
    text_number(all, total);
    fputc('\n', out);
    style_paragraph(
        &v->style, STYLE_QUIET,
        arena_format(&a, "%s of %s records%s.%s%s", some, all,
                     all_times ? "" : " of that time",
                     exchanges ? " At the right: the channel, the exchange."
                               : "",
                     exchanges ? channel_list(&a, v->scenario) : ""),
        out);
    arena_fini(&a);
}
