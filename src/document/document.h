/* The documents a party has, its own and others', and the Merkle tree over
 * a document's portions. */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include "document/document_leaves.h"
#include "party/party.h"
#include "wire/message.h"

enum { DOCUMENT_PORTIONS_MAX = 256, DOCUMENT_SIGNED_MAX = MESSAGE_SIGNED_MAX };

/* A document's life in its holder's hands. */
enum document_state {
    DOCUMENT_KNOWN,        /* heard of; nothing in hand */
    DOCUMENT_TOLD,         /* briefed on; nothing in hand */
    DOCUMENT_DRAFTED,      /* own, unsigned */
    DOCUMENT_SIGNED,       /* own, signed */
    DOCUMENT_SENT,         /* own, and a copy has left */
    DOCUMENT_ACKNOWLEDGED, /* own, and a receipt has come back */
    DOCUMENT_HELD,         /* another's, text in hand */
    DOCUMENT_STATE_COUNT
};

/* The party's decision to keep a document from somebody. */
struct document_withholding {
    struct document_withholding *next;
    uint32_t from;
    instant until;
};

/* A portion that a briefing told of. */
struct document_told {
    struct document_told *next;
    const char *portion;
};

/* How far a text in hand has been checked to be its author's: not at all, by
 * the way that it came, or by the author's signature. */
enum document_standing {
    DOCUMENT_UNVERIFIED,
    DOCUMENT_AUTHENTIC,
    DOCUMENT_PROVEN
};

/* One document as one party has it. Everything lives in the party's arena. */
struct document_holding {
    struct document_holding *next;
    const char *name;
    enum document_state state;
    uint64_t cause; /* the record through which it came */
    const char *title, *form, *author, *classification;
    const char *const *releasable_to;
    size_t releasable_count;
    const struct message_leaf *leaves;
    const char *const *names; /* of the leaves shown; NULL for hidden ones */
    size_t leaf_count;
    struct merkle_hash root;
    enum document_standing standing; /* of another's text under this root */
    bool signed_by_us;               /* it was recorded that the author signs */
    bool marked;                     /* it is one marked copy among several */
    uint32_t left; /* choices that its text leaves to its recipient */
    bool chose;    /* this party has committed to choices of its own for it */
    struct table others; /* roots of copies that are marked for others: an
                            author knows those of all; no copy is kept */
    const struct event_draft *draft; /* of an author: the draft as written */
    struct message_signed *proofs;   /* signed statements over the root */
    size_t proof_count;
    struct document_told *told; /* the portions briefed on, if not all were */
    size_t told_count;
    bool told_all;
    struct document_withholding *withheld;
    struct review *review; /* document/review.h; NULL: none is open */
};

/* Moves to a state that the table allows from the one it is in. */
void document_move(struct document_holding *h, enum document_state to);

/* True when the party has leaves of the text, and was not only told of it. */
bool document_in_hand(const struct document_holding *h);

/* The party's entry for a name; NULL where it has none. */
struct document_holding *document_find(const struct party *p, const char *name);

/* The party's entry for a name; a new one is only KNOWN. */
struct document_holding *document_enter(struct party *p, const char *name);

/* Writes the author's own document: salts its portions, builds the tree.
 * ERR_LIMIT past DOCUMENT_PORTIONS_MAX, or when a portion grows too large. */
MUST_CHECK enum err document_draft(struct party *p,
                                   const struct event_draft *draft,
                                   struct document_holding **out);

/* Notes the root of another copy. */
void document_note_other(struct party *p, struct document_holding *h,
                         const uint8_t root[MESSAGE_ROOT_SIZE]);

/* True if the statement is about the copy that is held, or if none is held: no
 * other copy may replace it or add to it. */
bool document_is_held_copy(const struct document_holding *h,
                           const struct message_statement *s);

/* Tells whether a statement, which the caller has verified as its author's, can
 * speak of another copy of the text in hand: either of the two is marked. */
bool document_may_be_other(const struct party *p,
                           const struct document_holding *h,
                           const struct message_statement *s, bool marked);

/* Tells whether a statement speaks of the text that the party has under this
 * name, or of another copy that it knows, or of any if it has none. Neither
 * another text nor another author replaces the held one, and no author takes in
 * its own document. */
bool document_same(const struct party *p, const struct document_holding *h,
                   const struct message_statement *s);

/* Tells whether a copy of that standing, of another text under the same name,
 * puts the text in hand out of its place: a checked text outdoes one that was
 * checked less. An author's own text stays. */
bool document_gives_way(const struct party *p, const struct document_holding *h,
                        const struct message_statement *s,
                        enum document_standing standing);

/* Lets go of the text in hand, with its proofs. */
void document_let_go(struct document_holding *h);

/* Tells whether a copy of the text in hand shows a portion that is not. */
bool document_adds(const struct document_holding *h,
                   const struct message_copy *copy);

/* Keeps a received copy of the same text: its statement's facts, its leaves
 * and, for each leaf shown, the portion's name. */
void document_keep(struct party *p, struct document_holding *h,
                   const struct message_statement *s,
                   const struct message_copy *copy, const char *const *names);

/* Keeps a signed statement as a proof, unless it is there or there is no
 * room (ERR_LIMIT). */
MUST_CHECK enum err document_add_proof(struct party *p,
                                       struct document_holding *h,
                                       const struct message_signed *proof);

/* Drops the proof of that index. Without another one by the author, the text is
 * no longer proven. */
void document_drop_proof(struct arena *a, struct document_holding *h,
                         size_t index);

/* Tells whether a command is about the portion of that name: it names the
 * portion, or none at all. */
bool document_shows(const struct event_command *command, const char *name);

/* Keeps the content that a briefing told of: these portions, or with none all
 * of them. */
void document_tell(struct party *p, struct document_holding *h,
                   const char *const *portions, size_t count);

/* Names of portions. */
struct document_portions {
    const char *const *names;
    size_t count; /* 0: the document as a whole */
};

/* The portions in hand, of those that a command names or of all; with `told`
 * also those that the party was told of. ERR_MISSING when there are none. */
MUST_CHECK enum err document_portions(struct arena *a,
                                      const struct document_holding *h,
                                      const struct event_command *command,
                                      bool told, struct document_portions *out);

/* The portions in hand: the document as a whole, where all of them are. */
struct document_portions document_had(struct arena *a,
                                      const struct document_holding *h);

/* Notes that copies of it have left. */
void document_copied(const struct party *p, struct document_holding *h);

/* Tells whether the marking lets the party of this name have it. */
bool document_releasable(const struct document_holding *h, const char *name);

#endif
