#include "scenario/possibility.h"

#include "scenario/field.h"
#include "scenario/meaning.h"

/* The acts of authors alone, and those for which a party must reach another
 * one. A receipt and what a party only writes for itself need no way of its
 * own: an answer takes that of the message. */
static const struct {
    bool by_author, towards;
} acts[SENTENCE_COUNT] = {
    [SENTENCE_DRAFTS] = {.by_author = true},
    [SENTENCE_COMMENTS] = {.towards = true},
    [SENTENCE_APPROVES] = {.towards = true},
    [SENTENCE_OBJECTS] = {.towards = true},
    [SENTENCE_ADOPTS] = {.by_author = true, .towards = true},
    [SENTENCE_SENDS] = {.towards = true},
    [SENTENCE_FORWARDS] = {.towards = true},
    [SENTENCE_BRIEFS] = {.towards = true},
    [SENTENCE_ANNOUNCES] = {.towards = true},
    [SENTENCE_REPLIES] = {.towards = true},
    [SENTENCE_PUBLISHES] = {.towards = true},
    [SENTENCE_LEAKS] = {.towards = true},
};

/* The words of the predicates that `fits` takes, of the author or another. */
static const char *list_predicates(struct load *l,
                                   bool (*fits)(enum sentence_predicate, bool),
                                   bool author)
{
    const char *texts[SENTENCE_COUNT];
    struct name_words words = {.texts = texts};

    for (unsigned i = 0; i < SENTENCE_COUNT; i++)
        if (fits((enum sentence_predicate)i, author))
            texts[words.count++] = sentence_words((enum sentence_predicate)i);
    return name_words_list(&words, l->arena);
}

static bool is_knowledge(enum sentence_predicate predicate, bool author)
{
    (void)author;
    return sentence_level(predicate) > 0;
}

/* True when the party has somebody to write to. The channels of a generated
 * network are not drawn yet. */
static bool reaches_anybody(const struct load *l, uint32_t party)
{
    const struct scenario *s = l->s;

    if (l->ways_unsure || l->parties_unsure || s->network.parties > 0 ||
        l->memberships[party].count > 0)
        return true;
    for (uint32_t i = 0; i < s->party_count; i++)
        if (i != party && s->parties[i].kind == PARTY_PUBLIC) return true;
    return false;
}

static void check_own(struct load *l, const struct sentence *s)
{
    const uint32_t author = l->s->documents[s->document].author;
    const char *name = l->s->parties[s->party].name;
    const char *predicate = sentence_words(s->predicate);

    if (s->party >= l->s->party_count && sentence_level(s->predicate) == 0)
        load_wrong(l, s->place,
                   "%s is an adversary, which never \"%s\", expected %s", name,
                   predicate, list_predicates(l, is_knowledge, false));
    else if (acts[s->predicate].by_author && author != SCENARIO_NONE &&
             s->party != author)
        load_wrong(l, s->place,
                   "%s is not the author and never \"%s\" it, expected %s",
                   name, predicate, l->s->parties[author].name);
    else if (acts[s->predicate].towards && !reaches_anybody(l, s->party))
        load_wrong(l, s->place,
                   "%s reaches nobody and never \"%s\", expected a channel "
                   "that joins it with another party",
                   name, predicate);
}

static void check_known(struct load *l, const struct sentence *s)
{
    const uint32_t author = l->s->documents[s->document].author;
    const char *name = l->s->parties[s->party].name;

    if (s->party >= l->s->party_count)
        load_wrong(l, s->place,
                   "%s is an adversary, of which nothing is known to others, "
                   "expected a party",
                   name);
    else if (author != SCENARIO_NONE &&
             !meaning_is_shown(s->predicate, s->party == author))
        load_wrong(l, s->place,
                   "nothing shows others that %s \"%s\" it, expected %s", name,
                   sentence_words(s->predicate),
                   list_predicates(l, meaning_is_shown, s->party == author));
}

void possibility_check(struct load *l, const struct sentence *s)
{
    if (s->never || s->party == SCENARIO_NONE || s->document == SCENARIO_NONE)
        return;
    if (s->nested && s->knower == SCENARIO_NONE) return;
    if (s->nested && s->knower != s->party)
        check_known(l, s);
    else
        check_own(l, s);
}
