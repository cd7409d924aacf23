/* Helpers that all verbs share: records of a command and its recipients,
 * refusal, and the sending of messages. */
#ifndef MACHINE_VERB_H
#define MACHINE_VERB_H

#include "document/document.h"

/* The condition on a document under which a verb is carried out. */
enum verb_need {
    NEED_KNOWN,   /* to have heard of the document */
    NEED_CONTENT, /* to have been told of its content, at least */
    NEED_TEXT,    /* to have the text in hand */
    NEED_AUTHOR   /* to be the document's author */
};

/* A row of the table of verbs: the act, its condition, and its record and
 * message. */
struct verb {
    void (*carry_out)(struct party *, const struct party_step *,
                      struct document_holding *, const struct verb *);
    enum verb_need need;
    enum record_kind record;   /* of each recipient, or of the act */
    enum message_kind message; /* what is sent */
};

/* A record of the command's exchange and document; and one towards one of its
 * recipients. */
struct record *verb_record(const struct party_step *step,
                           enum record_kind kind);
struct record *verb_record_to(const struct party *p,
                              const struct party_step *step,
                              enum record_kind kind, size_t recipient);

/* Records the act towards each recipient, and what it violates. */
void verb_record_to_all(const struct party *p, const struct party_step *step,
                        const struct document_holding *h, enum record_kind kind,
                        const struct document_portions *portions);

/* Records that the command is not carried out. */
void verb_refuse(const struct party_step *step, enum record_reason reason);

/* A message of that kind, as the command and the document have it. */
struct message verb_message(struct party *p, const struct party_step *step,
                            enum message_kind kind);

/* Encodes a message; false, and refused, when it is too large to send. That is
 * settled before anything is recorded as done. */
bool verb_encode(const struct party_step *step, const struct message *m,
                 struct bytes *out);

/* Sends a message to one of the recipients, or to all; in a group the first
 * stands for all. */
void verb_post(struct party *p, const struct party_step *step, size_t recipient,
               struct bytes message);
void verb_post_to_all(struct party *p, const struct party_step *step,
                      struct bytes message);

#endif
