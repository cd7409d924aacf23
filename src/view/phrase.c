#include "view/phrase.h"

#include <assert.h>
#include <string.h>

const char *phrase_document(struct arena *a, const struct scenario *sc,
                            const struct record *r)
{
    if (!r->document) return "a document";

    const uint32_t d = scenario_find_document(sc, r->document);
    const size_t all =
        d == SCENARIO_NONE ? SIZE_MAX : sc->documents[d].portion_count;

    if (r->portion_count == 0 || r->portion_count >= all) return r->document;
    return arena_format(a, "%s [%s]", r->document,
                        arena_join(a, r->portions, r->portion_count, ", "));
}

/* The value of a name in braces in the sentences of wire/record.h. */
static const char *value(struct arena *a, const struct scenario *sc,
                         const struct record *r, const char *name, size_t size)
{
    const struct {
        const char *name;
        const char *value;
        const char *otherwise;
    } rows[] = {
        {"party", r->party, "somebody"},
        {"peer", r->peer, "somebody"},
        {"document", phrase_document(a, sc, r), ""},
        {"portions", arena_join(a, r->portions, r->portion_count, ", "), ""},
        {"channel", r->channel, "the open press"},
        {"reason", record_reason_text(r->reason), ""},
        {"text", r->text, ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (strlen(rows[i].name) != size ||
            strncmp(rows[i].name, name, size) != 0) {
            continue;
        }
        return rows[i].value ? rows[i].value : rows[i].otherwise;
    }
    assert(0 && "a name that no record has");
    return "";
}

static const char *expand(struct arena *a, const struct scenario *sc,
                          const struct record *r, const char *sentence,
                          size_t size)
{
    const char *end = sentence + size;
    const char *told = "";

    while (sentence < end) {
        const char *open = memchr(sentence, '{', (size_t)(end - sentence));
        const char *close = open ? strchr(open, '}') : NULL;

        if (!close) open = end;
        told = arena_format(
            a, "%s%.*s%s", told, (int)(open - sentence), sentence,
            close ? value(a, sc, r, open + 1, (size_t)(close - open - 1)) : "");
        sentence = close ? close + 1 : end;
    }
    return told;
}

struct phrase phrase_of(struct arena *a, const struct scenario *sc,
                        const struct record *r)
{
    static const char party[] = "{party} ";
    static const char text[] = ": {text}";
    const size_t head = sizeof party - 1;
    const size_t tail = sizeof text - 1;
    const char *sentence = record_kind_row(r->kind)->sentence;
    const bool by_party = strncmp(sentence, party, head) == 0;
    const char *rest = by_party ? sentence + head : sentence;
    size_t size = strlen(rest);

    /* A text is told after a colon, and there may be none. */
    if ((!r->text || !r->text[0]) && size > tail &&
        strcmp(rest + size - tail, text) == 0) {
        size -= tail;
    }
    return (struct phrase){by_party ? expand(a, sc, r, sentence, head - 1) : "",
                           expand(a, sc, r, rest, size)};
}

const char *phrase_whole(struct arena *a, const struct scenario *sc,
                         const struct record *r)
{
    const struct phrase p = phrase_of(a, sc, r);

    return arena_format(a, "%s%s%s", p.subject, p.subject[0] ? " " : "",
                        p.predicate);
}
