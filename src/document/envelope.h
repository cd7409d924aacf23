/* Envelopes: a copy is stated, signed, then sealed; opened, then verified. The
 * signature is over the bytes that travel. */
#ifndef DOCUMENT_ENVELOPE_H
#define DOCUMENT_ENVELOPE_H

#include "document/document.h"

/* A copy that was opened, with the findings about it. Points into the step's
 * arena. */
struct envelope_opened {
    struct message_copy copy;
    struct message_statement statement; /* the transfer's */
    const char **names; /* a leaf each: the portion's name, or NULL */
    const char **shown; /* the names of the portions shown */
    size_t shown_count;
    const char *answers;   /* the document that it answers; NULL: none */
    bool sender_signed;    /* the transfer is signed, and the signature holds */
    bool sender_authentic; /* session or seal show that the peer sent it */
    bool author_signed;    /* a signature of the author over this root holds */
    bool author_marked;    /* and says that it is one marked copy of several */
    bool envelope_signed;  /* the peer's signature around the envelope holds */
};

/* A statement of this party about a document in hand. */
struct message_statement envelope_statement(const struct party *p,
                                            struct arena *a,
                                            const struct document_holding *h,
                                            enum message_purpose purpose,
                                            const struct event_command *command,
                                            instant now);

/* Has a statement say which leaves it covers: those that have a name. */
void envelope_cover(struct arena *a, const char *const *names, size_t count,
                    struct message_statement *s);

/* Tells whether a statement names this party and that exchange. */
bool envelope_is_for(const struct party *p, uint64_t exchange,
                     const struct message_statement *s);

/* Encodes a statement and signs it, or leaves it unsigned. ERR_LIMIT when it
 * grows too large. */
MUST_CHECK enum err envelope_state(const struct party *p, struct arena *a,
                                   const struct message_statement *s, bool sign,
                                   struct message_signed *out);

/* The bytes of a copy for the command's recipients: stated, and signed and
 * padded as the command says, but not yet sealed. ERR_MISSING when the party
 * has none of the portions to show, ERR_LIMIT when the copy grows too large. */
MUST_CHECK enum err envelope_copy(const struct party *p, struct arena *a,
                                  const struct document_holding *h,
                                  const struct event_command *command,
                                  instant now, struct bytes *out);

/* Tells whether a command's signature is over the text, and not only around
 * it. */
bool envelope_signs_text(const struct event_command *command);

/* The signed statement around a sealed copy for the command's recipients. It
 * names signer, recipients, document and exchange, and its root is that of
 * one leaf, the envelope's bytes. It says nothing of the content, which the
 * signer need not know. Fails like envelope_state. */
MUST_CHECK enum err envelope_around(const struct party *p, struct arena *a,
                                    const struct event_command *command,
                                    instant now, struct bytes sealed,
                                    struct message_signed *out);

/* Opens an envelope and verifies its copy. REASON_NONE: it is addressed to this
 * party by the peer it came from, and every signature holds. Any other reason:
 * what does not hold; *readable then says whether the text was in hand all the
 * same. */
enum record_reason envelope_open(const struct party *p, struct arena *a,
                                 const struct arrival *arrival,
                                 struct envelope_opened *o, bool *readable);

/* Verifies a signed statement. REASON_NONE: the signer that it names signed it,
 * with a key that this party relies on and that was in force on its date. */
enum record_reason envelope_verify(const struct party *p, struct arena *a,
                                   const struct message_signed *s,
                                   struct message_statement *statement);

#endif
