/* The verbs: of an entry of the script, of a party's command, and of the
 * records that tell of one. */
#ifndef WIRE_RECORD_VERB_H
#define WIRE_RECORD_VERB_H

/* All verbs: name, word, and the object of the command that carries it out.
 * Codes are positions and exported as their words: append, never reorder. */
#define RECORD_VERB_MAP(X)                  \
    X(NONE, "", NONE)                       \
    X(DRAFT, "draft", DOCUMENT)             \
    X(REVIEW, "review", DOCUMENT)           \
    X(COMMENT, "comment", DOCUMENT)         \
    X(APPROVE, "approve", DOCUMENT)         \
    X(OBJECT, "object", DOCUMENT)           \
    X(SIGN, "sign", DOCUMENT)               \
    X(SEND, "send", DOCUMENT)               \
    X(FORWARD, "forward", DOCUMENT)         \
    X(REPLY, "reply", DOCUMENT)             \
    X(PUBLISH, "publish", DOCUMENT)         \
    X(BRIEF, "brief", DOCUMENT)             \
    X(ANNOUNCE, "announce", DOCUMENT)       \
    X(ACKNOWLEDGE, "acknowledge", DOCUMENT) \
    X(WITHHOLD, "withhold", DOCUMENT)       \
    X(LEAK, "leak", DOCUMENT)               \
    X(DECLARE, "declare", KEY)              \
    X(ROTATE, "rotate", KEY)                \
    X(REVOKE, "revoke", KEY)                \
    X(COMPARE, "compare", KEY)              \
    X(FOUND, "found", GROUP)                \
    X(ADD, "add", GROUP)                    \
    X(REMOVE, "remove", GROUP)              \
    X(CONNECT, "connect", NONE)             \
    X(OUTAGE, "outage", NONE)               \
    X(RESTORE, "restore", NONE)             \
    X(COMPROMISE, "compromise", NONE)

enum record_verb {
#define RECORD_VERB(name, word, object) RECORD_VERB_##name,
    RECORD_VERB_MAP(RECORD_VERB)
#undef RECORD_VERB
        RECORD_VERB_COUNT
};

enum record_verb_object {
    RECORD_OBJECT_NONE, /* no command: it is the world's, or a session's */
    RECORD_OBJECT_DOCUMENT,
    RECORD_OBJECT_KEY,
    RECORD_OBJECT_GROUP
};

const char *record_verb_word(enum record_verb verb);
enum record_verb_object record_verb_object(enum record_verb verb);

#endif
