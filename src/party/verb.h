/* What the verbs have in common: whom a command concerns, what is recorded of
 * it, and how what it says goes out. */
#ifndef PARTY_VERB_H
#define PARTY_VERB_H

#include "party/document.h"

/* What a party must have to do a thing. */
enum verb_need {
    NEED_KNOWN,   /* to have heard of the document */
    NEED_CONTENT, /* to have been told of its content, at least */
    NEED_TEXT,    /* to have the text in hand */
    NEED_AUTHOR   /* to be the document's author */
};

/* What carrying out a command comes to: a row of the table of verbs. */
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

/* Tells of the act towards each recipient, and of what it violates. */
void verb_record_to_all(const struct party *p, const struct party_step *step,
                        const struct document_holding *h, enum record_kind kind,
                        const struct document_portions *portions);

/* The code of a command that can be refused. */
enum record_verb verb_code(enum event_command_kind kind);

/* Writes down that the command is not carried out. */
void verb_refuse(const struct party_step *step, enum record_reason reason);

/* The name of one of the world's parties. */
const char *verb_peer(const struct party *p, uint32_t peer);

/* A message of that kind, as the command and the document have it. */
struct message verb_message(struct party *p, const struct party_step *step,
                            enum message_kind kind);

/* The message's bytes; false, and refused, when it is too large to send:
 * that is settled before anything is said to have been done. */
bool verb_encode(const struct party_step *step, const struct message *m,
                 struct bytes *out);

/* Sends a message to one of the recipients, or to all; in a group the first
 * stands for all. */
void verb_post(struct party *p, const struct party_step *step, size_t recipient,
               struct bytes message);
void verb_post_to_all(struct party *p, const struct party_step *step,
                      struct bytes message);

#endif
