#include "sim/network.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/search.h"
#include "crypto/rng.h"
#include "scenario/generate.h"

/* network_draw goes from whole to part: each party gets a time zone, the ties
 * between them are drawn and become channels, then each message gets a tie, a
 * direction and a moment in its author's working hours. Sorted by time, the
 * messages are given their documents, each author's in turn. Every question has
 * a random stream of its own, so that more messages change no tie.
 *
 * A letter holds indices alone; what is the same for all of them stands once,
 * so that a million of them take 24 MB. */

/* No party can have this name, so that its streams are nobody's else. */
#define OWNER "the network"

/* Assumed: one wire a tie, with nothing lost. There and back takes less than
 * the second after which a session would send again. */
#define DELAY_LEAST (100 * MILLISECOND)
#define DELAY_MOST  (400 * MILLISECOND)

const struct network_zone network_zones[NETWORK_ZONES] = {
    {"UTC-08:00", -8 * HOUR, 10},
    {"UTC-05:00", -5 * HOUR, 20},
    {"UTC", 0, 15},
    {"UTC+01:00", HOUR, 20},
    {"UTC+03:00", 3 * HOUR, 10},
    {"UTC+05:30", 5 * HOUR + 30 * MINUTE, 10},
    {"UTC+08:00", 8 * HOUR, 15},
};

/* One of a few possibilities, and its share of a hundred. */
struct network_share {
    const char *word;
    uint32_t share;
};

static const struct network_share forms[] = {
    {"note-verbale", 40}, {"letter", 25},    {"non-paper", 10},
    {"aide-memoire", 10}, {"statement", 10}, {"draft", 5},
};

/* By the number of enum scenario_precedence. */
static const struct network_share precedences[] = {
    [PRECEDENCE_FLASH] = {"flash", 1},
    [PRECEDENCE_IMMEDIATE] = {"immediate", 7},
    [PRECEDENCE_PRIORITY] = {"priority", 22},
    [PRECEDENCE_ROUTINE] = {"routine", 70},
};

/* The text of a document is the end of this, of 1, 2, 4, 8, 16 or 32
 * sentences: sizes that differ, in memory once. */
#define SENTENCE  " The undersigned has the honour to refer to the above."
#define TWICE(x)  x x
#define SENTENCES TWICE(TWICE(TWICE(TWICE(TWICE(SENTENCE)))))

enum {
    SENTENCE_SIZE = sizeof(SENTENCE) - 1,
    LENGTHS = 6,
    LONGEST = 1 << (LENGTHS - 1)
};

static const char sentences[] = SENTENCES;

_Static_assert(sizeof sentences - 1 == LONGEST * SENTENCE_SIZE,
               "the longest text is the whole");

/* Two parties that write to each other, counted among the network's. */
struct network_tie {
    uint32_t ends[2];
};

/* The moments of the network's days that lie within the working hours of a
 * zone, as spans by time; and how many seconds there are before each. */
struct network_hours {
    struct network_span {
        instant from;
        uint64_t before;
    } * spans;
    size_t count;
    uint64_t seconds; /* in all */
};

struct network_drawing {
    struct scenario *s;
    const struct scenario_network *network;
    struct rng_root root;
    struct arena arena; /* of the drawing alone */
    uint8_t *zones;     /* of each party */
    struct network_tie *ties;
    size_t tie_count;
    struct scenario_letter *messages; /* by time; no drafts among them */
    uint32_t *authors;                /* of each of the documents */
    size_t document_count;
};

static uint32_t draw_share(struct rng *rng, const struct network_share *of)
{
    uint64_t drawn = rng_below(rng, 100);
    uint32_t i = 0;

    for (; drawn >= of[i].share; i++)
        drawn -= of[i].share;
    return i;
}

/* ---- Parties, and the ties between them ---- */

static void draw_zones(struct network_drawing *d)
{
    const uint32_t parties = d->network->parties;
    struct rng rng;

    d->zones = arena_array(&d->arena, parties, sizeof *d->zones);
    rng_init(&rng, &d->root, OWNER, "zones");
    for (uint32_t i = 0; i < parties; i++) {
        uint64_t drawn = rng_below(&rng, 100);
        while (drawn >= network_zones[d->zones[i]].share)
            drawn -= network_zones[d->zones[i]++].share;
    }
    rng_fini(&rng);
}

/* Preferential attachment (Barabasi and Albert 1999): the first parties are all
 * tied to each other; each one after them is tied to `contacts` of those before
 * it, one with twice the ties of another being twice as likely. An end of a tie
 * drawn at random is such a party. */
static void draw_ties(struct network_drawing *d)
{
    const uint32_t parties = d->network->parties, m = d->network->contacts;
    const size_t room = (size_t)m * (m + 1) / 2 + (size_t)(parties - m - 1) * m;
    struct rng rng;

    d->ties = arena_array(&d->arena, room, sizeof *d->ties);
    rng_init(&rng, &d->root, OWNER, "ties");
    for (uint32_t i = 1; i <= m; i++)
        for (uint32_t j = 0; j < i; j++)
            d->ties[d->tie_count++] = (struct network_tie){{j, i}};
    for (uint32_t i = m + 1; i < parties; i++) {
        const size_t before = d->tie_count;
        while (d->tie_count < before + m) {
            const uint64_t end = rng_below(&rng, 2 * before);
            const uint32_t drawn = d->ties[end / 2].ends[end % 2];
            size_t k = before;
            while (k < d->tie_count && d->ties[k].ends[0] != drawn)
                k++;
            if (k == d->tie_count)
                d->ties[d->tie_count++] = (struct network_tie){{drawn, i}};
        }
    }
    assert(d->tie_count == room);
    rng_fini(&rng);
}

/* ---- Working hours ---- */

/* The start of the local day of an instant, and its day of the week. */
static instant day_of(instant t, duration offset, int *weekday)
{
    int64_t day = (t + offset) / DAY;

    if (t + offset < day * DAY) day--;
    *weekday = (int)((day + 11) % 7); /* 1970-01-01 was a Thursday */
    return day * DAY - offset;
}

/* All that a zone works from the second after the clock's start, with which the
 * run's own openings come, to the end of the network's days. */
static void find_hours(struct network_drawing *d, duration offset,
                       struct network_hours *h)
{
    const instant first = d->s->start + SECOND;
    const instant last = d->s->start + d->network->days * DAY;

    *h = (struct network_hours){
        .spans = arena_array(&d->arena, (size_t)d->network->days + 2,
                             sizeof *h->spans),
    };
    for (uint32_t i = 0; i <= d->network->days + 1; i++) {
        int weekday;
        const instant day =
            day_of(d->s->start + ((int64_t)i - 1) * DAY, offset, &weekday);
        instant from = day + NETWORK_OPENS, to = day + NETWORK_CLOSES;

        if (from < first) from = first;
        if (to > last) to = last;
        if (weekday == 0 || weekday == 6 || to - from < SECOND) continue;
        h->spans[h->count++] = (struct network_span){from, h->seconds};
        h->seconds += (uint64_t)((to - from) / SECOND);
    }
    assert(h->seconds > 0);
}

static int compare_before(const void *item, const void *key)
{
    const struct network_span *span = item;
    const uint64_t *second = key;

    return span->before <= *second ? -1 : 1;
}

static instant moment_of(const struct network_hours *h, uint64_t second)
{
    const size_t after = search_lower_bound(&second, h->spans, h->count,
                                            sizeof *h->spans, compare_before);
    const struct network_span *span = &h->spans[after - 1];

    return span->from + (duration)(second - span->before) * SECOND;
}

/* ---- Messages and their documents ---- */

static int by_time(const void *a, const void *b)
{
    const struct scenario_letter *x = a, *y = b;

    if (x->at != y->at) return x->at < y->at ? -1 : 1;
    if (x->over != y->over) return x->over < y->over ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

/* Each message goes over a tie, all being as likely, one way or the other. */
static void draw_messages(struct network_drawing *d)
{
    const uint32_t own_channels = (uint32_t)d->s->channel_count;
    struct network_hours hours[NETWORK_ZONES];
    struct rng rng;

    for (size_t i = 0; i < NETWORK_ZONES; i++)
        find_hours(d, network_zones[i].offset, &hours[i]);
    d->messages =
        arena_array(&d->arena, d->network->messages, sizeof *d->messages);
    rng_init(&rng, &d->root, OWNER, "messages");
    for (uint32_t i = 0; i < d->network->messages; i++) {
        const uint64_t tie = rng_below(&rng, d->tie_count);
        const uint64_t way = rng_below(&rng, 2);
        const uint32_t *ends = d->ties[tie].ends;
        const struct network_hours *h = &hours[d->zones[ends[way]]];

        d->messages[i] = (struct scenario_letter){
            .at = moment_of(h, rng_below(&rng, h->seconds)),
            .to = d->network->first_party + ends[1 - way],
            .over = own_channels + (uint32_t)tie,
        };
    }
    rng_fini(&rng);
    qsort(d->messages, d->network->messages, sizeof *d->messages, by_time);
}

/* The author of a message: the end of its tie to which it does not go. */
static uint32_t author_of(const struct network_drawing *d,
                          const struct scenario_letter *message)
{
    const size_t tie = message->over - d->s->channel_count;
    const uint32_t *ends = d->ties[tie].ends;
    const uint32_t first = d->network->first_party;

    return ends[0] == message->to - first ? ends[1] : ends[0];
}

/* Gives the messages their documents: an author's first `copies` messages carry
 * its first, and so on. A letter before the first message with a document
 * drafts it. */
static struct scenario_letter *make_letters(struct network_drawing *d,
                                            size_t *count)
{
    const struct scenario_network *n = d->network;
    uint32_t *written = arena_array(&d->arena, n->parties, sizeof *written);
    uint32_t *current = arena_array(&d->arena, n->parties, sizeof *current);
    const size_t room = n->messages + n->messages / n->copies + n->parties;
    struct scenario_letter *letters =
        arena_array(&d->arena, room, sizeof *letters);

    d->authors = arena_array(&d->arena, room - n->messages, sizeof *d->authors);
    for (uint32_t i = 0; i < n->messages; i++) {
        struct scenario_letter *message = &d->messages[i];
        const uint32_t author = author_of(d, message);
        if (written[author]++ % n->copies == 0) {
            current[author] =
                (uint32_t)(d->s->document_count + d->document_count);
            d->authors[d->document_count++] = author;
            letters[(*count)++] =
                (struct scenario_letter){.at = message->at,
                                         .document = current[author],
                                         .to = SCENARIO_NONE,
                                         .over = SCENARIO_NONE};
        }
        message->document = current[author];
        letters[(*count)++] = *message;
    }
    return letters;
}

/* ---- Into the scenario ---- */

/* An array of the scenario with room for more behind what is there. */
static void *widen(struct arena *a, const void *items, size_t count,
                   size_t more, size_t size)
{
    void *wide = arena_array(a, count + more, size);

    if (count > 0) memcpy(wide, items, count * size);
    return wide;
}

/* Names that go on behind those that are there, in a sorted index. */
static struct names widen_names(struct arena *a, const struct names *names,
                                const char *const *more, size_t count)
{
    struct name *all = widen(a, names->items, names->count, count, sizeof *all);

    for (size_t i = 0; i < count; i++)
        all[names->count + i] =
            (struct name){more[i], (uint32_t)(names->count + i)};
    return names_index(all, names->count + count);
}

static void put_parties(struct network_drawing *d)
{
    struct scenario *s = d->s;
    struct scenario_party *parties =
        widen(&s->arena, s->parties, s->actor_count, 0, sizeof *parties);

    for (uint32_t i = 0; i < d->network->parties; i++)
        parties[d->network->first_party + i].title = arena_format(
            &s->arena, "An office at %s", network_zones[d->zones[i]].name);
    s->parties = parties;
}

static void put_channels(struct network_drawing *d)
{
    struct scenario *s = d->s;
    const size_t own = s->channel_count;
    struct scenario_channel *channels =
        widen(&s->arena, s->channels, own, d->tie_count, sizeof *channels);
    const char **names = arena_array(&d->arena, d->tie_count, sizeof *names);

    for (size_t i = 0; i < d->tie_count; i++) {
        uint32_t *members = arena_array(&s->arena, 2, sizeof *members);
        for (size_t j = 0; j < 2; j++)
            members[j] = d->network->first_party + d->ties[i].ends[j];
        names[i] = generate_name(&s->arena, 'c', i);
        channels[own + i] = (struct scenario_channel){
            .name = names[i],
            .members = members,
            .member_count = 2,
            .medium = MEDIUM_NETWORK,
            .handshake = "XX",
            .delay = {.kind = DISTRIBUTION_UNIFORM,
                      .a = (double)DELAY_LEAST,
                      .b = (double)DELAY_MOST},
            .position = d->network->position,
        };
    }
    s->channel_names =
        widen_names(&s->arena, &s->channel_names, names, d->tie_count);
    s->network.first_channel = (uint32_t)own;
    s->channels = channels;
    s->channel_count += d->tie_count;
}

/* The texts that documents may have, as lists of one portion each. */
static const struct scenario_portion portions[LENGTHS] = {
#define LENGTH(i)                                                      \
    {                                                                  \
        "text", sentences + (LONGEST - (1 << (i))) * SENTENCE_SIZE + 1 \
    }
    LENGTH(0), LENGTH(1), LENGTH(2), LENGTH(3), LENGTH(4), LENGTH(5),
#undef LENGTH
};

/* Each document has a form, a precedence and a length of its own. */
static void put_documents(struct network_drawing *d)
{
    struct scenario *s = d->s;
    const size_t own = s->document_count, more = d->document_count;
    struct scenario_document *documents =
        widen(&s->arena, s->documents, own, more, sizeof *documents);
    uint8_t *precedence = arena_array(&s->arena, more, sizeof *precedence);
    const char **names = arena_array(&d->arena, more, sizeof *names);
    struct rng rng;

    rng_init(&rng, &d->root, OWNER, "documents");
    for (size_t i = 0; i < more; i++) {
        const uint32_t form = draw_share(&rng, forms);
        const uint64_t length = rng_below(&rng, LENGTHS);
        precedence[i] = (uint8_t)draw_share(&rng, precedences);
        names[i] = generate_name(&s->arena, 'd', i);
        documents[own + i] = (struct scenario_document){
            .name = names[i],
            .title = names[i],
            .form = forms[form].word,
            .author = d->network->first_party + d->authors[i],
            .classification = "unclassified",
            .portions = &portions[length],
            .portion_count = 1,
            .position = d->network->position,
        };
    }
    rng_fini(&rng);
    s->document_names = widen_names(&s->arena, &s->document_names, names, more);
    s->documents = documents;
    s->document_count += more;
    s->network.first_document = (uint32_t)own;
    s->network.precedences = precedence;
}

void network_draw(struct scenario *s, uint64_t seed)
{
    struct network_drawing d = {.s = s, .network = &s->network};
    size_t count = 0;

    if (s->network.parties == 0) return;
    assert(s->network.letter_count == 0);
    arena_init(&d.arena);
    rng_root_init(&d.root, seed, 0);
    draw_zones(&d);
    draw_ties(&d);
    draw_messages(&d);
    const struct scenario_letter *letters = make_letters(&d, &count);
    s->network.letters = widen(&s->arena, letters, count, 0, sizeof *letters);
    s->network.letter_count = count;
    put_parties(&d);
    put_channels(&d);
    put_documents(&d);
    rng_root_fini(&d.root);
    arena_fini(&d.arena);
}
