#include "scenario/sentence.h"

#include <assert.h>
#include <string.h>

#include "base/writer.h"
#include "scenario/field.h"
#include "scenario/scenario_query.h"
#include "scenario/value.h"

/* sentence_read splits the text into words and takes them from left to right: a
 * party; `never`; `knows that` and another party; the longest predicate that
 * matches; a document with its portion; and a bound with its time. Each step
 * notes its own error at the word's place in the file, and an unknown predicate
 * ends the reading, for the words after it have no known meaning. */

static const struct {
    const char *words;
    enum record_level level; /* UNAWARE: an act */
    enum record_kind kind;   /* of an act */
} predicates[SENTENCE_COUNT] = {
#define STATE(name, words, level) {words, LEVEL_##level, RECORD_KIND_COUNT},
#define ACT(name, words, kind)    {words, LEVEL_UNAWARE, RECORD_##kind},
    SENTENCE_MAP(STATE, ACT)
#undef ACT
#undef STATE
};

int sentence_level(enum sentence_predicate predicate)
{
    assert(predicate < SENTENCE_COUNT);
    return (int)predicates[predicate].level;
}

enum record_kind sentence_kind(enum sentence_predicate predicate)
{
    assert(sentence_level(predicate) == 0);
    return predicates[predicate].kind;
}

const char *sentence_words(enum sentence_predicate predicate)
{
    assert(predicate < SENTENCE_COUNT);
    return predicates[predicate].words;
}

uint32_t sentence_subject(const struct sentence *s)
{
    return s->nested ? s->knower : s->party;
}

static const struct {
    const char *word;
    enum sentence_bound bound;
} bounds[] = {
    {"by", BOUND_BY}, {"before", BOUND_BEFORE}, {"after", BOUND_AFTER},
    {"at", BOUND_AT}, {"until", BOUND_UNTIL},
};

const char *sentence_predicate_words(enum sentence_predicate predicate)
{
    assert(predicate < SENTENCE_COUNT);
    return predicates[predicate].words;
}

const char *sentence_bound_word(enum sentence_bound bound)
{
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++)
        if (bounds[i].bound == bound) return bounds[i].word;
    return NULL;
}

enum {
    WORDS_MAX = 16,
    PREDICATE_WORDS_MAX = 4,
    PHRASE_SIZE = 128 /* of several words joined */
};

/* A sentence in words, and how far it is read. */
struct sentence_reading {
    struct load *l;
    const struct yaml_node *node;
    char *words[WORDS_MAX];
    size_t offsets[WORDS_MAX]; /* of each word in the text */
    size_t count, next;
};

/* Where a word stands in the file; a text that is not literally there (quoted
 * or folded) is one place. */
static struct scenario_position sentence_place(const struct sentence_reading *r,
                                               size_t word)
{
    struct scenario_position position = r->node->position;

    if (!r->node->literal) return position;
    size_t end = word < r->count ? r->offsets[word] : strlen(r->node->text);
    for (size_t i = 0; i < end; i++)
        if (((unsigned char)r->node->text[i] & 0xc0) != 0x80) position.column++;
    return position;
}

static bool sentence_split(struct sentence_reading *r, const char *text)
{
    char *copy = arena_text(r->l->arena, text);

    for (char *p = copy; *(p += strspn(p, " \n"));) {
        if (r->count == WORDS_MAX) {
            load_wrong(r->l, r->node->position,
                       "a sentence of more than %d words, expected one such as "
                       "\"press never holds a-document before 2022-02-02\"",
                       WORDS_MAX);
            return false;
        }
        r->offsets[r->count] = (size_t)(p - copy);
        r->words[r->count++] = p;
        p += strcspn(p, " \n");
        if (*p) *p++ = '\0';
    }
    return true;
}

/* The next word, or NULL after noting that it was expected. */
static const char *next_word(struct sentence_reading *r, const char *expected)
{
    if (r->next < r->count) return r->words[r->next++];
    load_wrong(r->l, sentence_place(r, r->count),
               "the sentence ends, expected %s", expected);
    return NULL;
}

static bool next_word_if(struct sentence_reading *r, const char *word)
{
    if (r->next == r->count || strcmp(r->words[r->next], word) != 0)
        return false;
    r->next++;
    return true;
}

static void read_party(struct sentence_reading *r, struct sentence *out)
{
    struct load *l = r->l;
    const size_t word = r->next;
    const char *name = next_word(r, "a party");

    if (!name) return;
    out->party = scenario_find_actor(l->s, name);
    if (out->party == SCENARIO_NONE)
        load_unknown_name(l, sentence_place(r, word), "party", name,
                          &l->s->party_names);
}

/* The next `count` words as one phrase; "" when there are not so many. */
static void phrase(const struct sentence_reading *r, size_t count,
                   char out[PHRASE_SIZE])
{
    struct writer w;

    writer_init(&w, out, PHRASE_SIZE - 1);
    for (size_t i = 0; i < count && r->next + count <= r->count; i++) {
        if (i > 0) writer_put_text(&w, " ");
        writer_put_text(&w, r->words[r->next + i]);
    }
    out[w.size] = '\0';
}

static size_t count_words(const char *text)
{
    size_t count = 1;

    for (; *text; text++)
        count += *text == ' ' ? 1 : 0;
    return count;
}

/* Words that come to mind first, and the predicates that mean them. */
static const struct {
    const char *said;
    enum sentence_predicate meant;
} synonyms[] = {
    {"has", SENTENCE_HOLDS},
    {"have", SENTENCE_HOLDS},
    {"owns", SENTENCE_HOLDS},
    {"possesses", SENTENCE_HOLDS},
    {"has read", SENTENCE_READS},
    {"learns", SENTENCE_KNOWS_OF},
    {"learns of", SENTENCE_KNOWS_OF},
    {"knows", SENTENCE_KNOWS_OF},
    {"knows about", SENTENCE_KNOWS_OF},
    {"hears of", SENTENCE_KNOWS_OF},
    {"is told", SENTENCE_WAS_TOLD},
    {"verifies", SENTENCE_VERIFIED},
    {"proves", SENTENCE_CAN_PROVE},
    {"gets", SENTENCE_RECEIVES},
    {"writes", SENTENCE_DRAFTS},
    {"confirms", SENTENCE_ACKNOWLEDGES},
    {"has receipt for", SENTENCE_HAS_RECEIPT},
};

/* The predicate that the next words stand for, the longest first; NULL. */
static const char *predicate_meant(const struct sentence_reading *r,
                                   char said[PHRASE_SIZE])
{
    for (size_t size = PREDICATE_WORDS_MAX; size > 0; size--) {
        phrase(r, size, said);
        for (size_t i = 0; i < FIELD_COUNT(synonyms); i++)
            if (strcmp(said, synonyms[i].said) == 0)
                return predicates[synonyms[i].meant].words;
    }
    return NULL;
}

/* The predicate nearest to the next words, the longest first; NULL. */
static const char *predicate_near(const struct sentence_reading *r,
                                  const char *const texts[SENTENCE_COUNT],
                                  char said[PHRASE_SIZE])
{
    for (size_t size = PREDICATE_WORDS_MAX; size > 0; size--) {
        struct name_nearest nearest;

        phrase(r, size, said);
        name_nearest_init(&nearest, said);
        for (size_t i = 0; i < SENTENCE_COUNT; i++)
            if (count_words(texts[i]) == size)
                name_nearest_try(&nearest, texts[i]);
        if (nearest.best) return nearest.best;
    }
    return NULL;
}

static void predicate_unknown(struct sentence_reading *r)
{
    struct load *l = r->l;
    char said[PHRASE_SIZE];
    const char *texts[SENTENCE_COUNT];

    for (size_t i = 0; i < SENTENCE_COUNT; i++)
        texts[i] = predicates[i].words;
    const char *guess = predicate_meant(r, said);
    if (!guess) guess = predicate_near(r, texts, said);
    if (guess) {
        load_wrong(l, sentence_place(r, r->next),
                   "unknown predicate \"%s\"; did you mean \"%s\"?", said,
                   guess);
        return;
    }
    const struct name_words all = {.texts = texts, .count = SENTENCE_COUNT};
    phrase(r, 1, said);
    load_wrong(l, sentence_place(r, r->next),
               "unknown predicate \"%.64s\", expected %s", said,
               name_words_list(&all, l->arena));
}

/* The longest match is meant, should one predicate begin another. */
static bool read_predicate(struct sentence_reading *r, struct sentence *out)
{
    char said[PHRASE_SIZE];

    if (r->next == r->count) return next_word(r, "a predicate such as holds");
    for (size_t size = PREDICATE_WORDS_MAX; size > 0; size--) {
        phrase(r, size, said);
        for (unsigned i = 0; i < SENTENCE_COUNT; i++) {
            if (strcmp(said, predicates[i].words) != 0) continue;
            out->predicate = (enum sentence_predicate)i;
            r->next += size;
            return true;
        }
    }
    predicate_unknown(r);
    return false;
}

static void read_document(struct sentence_reading *r, struct sentence *out)
{
    struct load *l = r->l;
    const size_t word = r->next;
    const char *text = next_word(r, "a document");

    if (!text) return;
    char *name = arena_text(l->arena, text);
    char *portion = strchr(name, '/');
    if (portion) *portion++ = '\0';
    out->document = names_find(&l->s->document_names, name);
    if (out->document == SCENARIO_NONE) {
        load_unknown_name(l, sentence_place(r, word), "document", name,
                          &l->s->document_names);
        return;
    }
    if (!portion) return;
    const struct names *portions = &l->portions[out->document];
    out->portion = names_find(portions, portion);
    if (out->portion == SCENARIO_NONE)
        load_unknown_name(l, sentence_place(r, word), "portion", portion,
                          portions);
}

static void read_time(struct sentence_reading *r, struct sentence *out)
{
    struct load *l = r->l;
    const size_t word = r->next;
    const char *text = next_word(r, "a time");

    if (!text) return;
    if (instant_parse(&out->time, text))
        load_wrong(l, sentence_place(r, word), "\"%.64s\", expected %s", text,
                   instant_expected(text));
    else if (l->has_clock && (out->time < l->s->start || out->time > l->s->end))
        load_wrong(l, sentence_place(r, word),
                   "%.64s is outside the clock, expected a time within", text);
}

static void read_bound(struct sentence_reading *r, bool condition,
                       struct sentence *out)
{
    const size_t word = r->next;

    if (r->next == r->count) return;
    for (size_t i = 0; i < FIELD_COUNT(bounds) && !out->bound; i++)
        if (next_word_if(r, bounds[i].word)) out->bound = bounds[i].bound;
    if (!out->bound || condition) {
        load_wrong(r->l, sentence_place(r, word), "\"%.64s\", expected %s",
                   r->words[word],
                   condition ? "the end of the condition"
                             : "the end, or by, before, after, at or until "
                               "and a time");
        return;
    }
    if (out->bound == BOUND_UNTIL && !out->never)
        load_wrong(
            r->l, sentence_place(r, word),
            "\"until\" needs \"never\", expected by, before, after or at");
    read_time(r, out);
    if (r->next < r->count)
        load_wrong(r->l, sentence_place(r, r->next),
                   "\"%.64s\", expected the end", r->words[r->next]);
}

/* Takes "knows that", if it is next. */
static bool next_knows_that(struct sentence_reading *r)
{
    if (r->next + 1 >= r->count || strcmp(r->words[r->next], "knows") != 0 ||
        strcmp(r->words[r->next + 1], "that") != 0)
        return false;
    r->next += 2;
    return true;
}

/* "A knows that B": what follows is said of B, to A's knowledge. One level:
 * nobody's knowledge of what others know leaves records with a third. */
static bool read_knowledge(struct sentence_reading *r, struct sentence *out)
{
    if (!next_knows_that(r)) return true;
    out->nested = true;
    out->knower = out->party;
    out->party = SCENARIO_NONE;
    read_party(r, out);

    const size_t word = r->next;

    if (next_word_if(r, "never")) {
        load_wrong(r->l, sentence_place(r, word),
                   "\"never\" after \"knows that\", expected it before");
        return false;
    }
    if (next_knows_that(r)) {
        load_wrong(r->l, sentence_place(r, word),
                   "\"knows that\" twice, expected it once");
        return false;
    }
    return true;
}

void sentence_read(struct load *l, const struct yaml_node *node, bool condition,
                   struct sentence *out)
{
    const char *text = value_scalar(
        l, node, "a sentence such as \"press never holds a-document\"");
    struct sentence_reading r = {.l = l, .node = node};

    *out = (struct sentence){.text = arena_text(l->arena, text ? text : ""),
                             .line = node->position.line,
                             .party = SCENARIO_NONE,
                             .document = SCENARIO_NONE,
                             .portion = SCENARIO_NONE};
    if (!text || !sentence_split(&r, text)) return;
    read_party(&r, out);
    const struct scenario_position never = sentence_place(&r, r.next);
    out->never = next_word_if(&r, "never");
    if (out->never && condition)
        load_wrong(l, never,
                   "\"never\" cannot become true, expected a predicate");
    if (!read_knowledge(&r, out)) return;
    out->place = sentence_place(&r, r.next);
    if (!read_predicate(&r, out)) return;
    read_document(&r, out);
    read_bound(&r, condition, out);
}
