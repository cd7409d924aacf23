#include "wire/record_verb.h"

#include <assert.h>

static const struct {
    const char *word;
    enum record_verb_object object;
} verbs[] = {
#define ROW(name, word, object) {word, RECORD_OBJECT_##object},
    RECORD_VERB_MAP(ROW)
#undef ROW
};

const char *record_verb_word(enum record_verb verb)
{
    assert(verb < RECORD_VERB_COUNT);
    return verbs[verb].word;
}

enum record_verb_object record_verb_object(enum record_verb verb)
{
    assert(verb < RECORD_VERB_COUNT);
    return verbs[verb].object;
}
