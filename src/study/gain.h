/* The bound of what a record gives: nobody gains by another's act more than
 * that party then had, portion by portion, nor anything but awareness by a text
 * that an adversary made up or changed. */
#ifndef STUDY_GAIN_H
#define STUDY_GAIN_H

#include "study/notes.h"
#include "wire/record.h"

/* The kind of a note that has the level of a party on a portion, or on all of
 * them, among the notes on records. */
enum { GAIN_LEVEL = RECORD_KIND_COUNT };

/* Records of frames that bear a certain mark, in order. */
struct gain_frames {
    uint64_t *items;
    size_t count, capacity;
};

struct gain {
    struct arena *arena;        /* borrowed, like the levels */
    const struct notes *levels; /* by GAIN_LEVEL */
    uint32_t whole;             /* the portion that stands for all of them */
    struct gain_frames altered; /* a text that its author never wrote */
    struct gain_frames posed;   /* and that a thief may have signed as it */
    struct gain_frames changed; /* with any bit changed, be it of no text */
    struct notes hands;         /* whose text each party has in hand */
    struct notes told;          /* the portions that a party was truly told */
    struct notes offers; /* levels below what an act gives, by exchange */
    struct notes acts;   /* the exchanges in which a party gave a document */
};

/* The actors and the document of a record, and the document's portions. An
 * actor that is nobody has no index. */
struct gain_where {
    uint32_t party, peer, document;
    size_t portion_count;
};

/* Follows altered frames from their making to those who read them. All records
 * are given, in the journal's order. */
void gain_follow(struct gain *t, uint64_t seq, const struct record *r);

/* The level that a record gives its party on a portion, or on the whole. */
enum record_level gain_level(const struct gain *t, const struct record *r,
                             const struct gain_where *at, uint32_t portion);

/* True if the record's portions are bounded one by one: a record of the whole
 * then gives no level on the whole. */
bool gain_is_uneven(const struct gain *t, const struct record *r,
                    const struct gain_where *at);

/* Notes what an act offers on a portion, or on the whole, by the levels that
 * its party now has. */
void gain_offer(struct gain *t, const struct record *r,
                const struct gain_where *at, uint32_t portion);

/* Notes that a record told its party of a portion, or of the whole. */
void gain_tell(struct gain *t, const struct record *r,
               const struct gain_where *at, uint32_t portion);

/* Notes what a record says of the text that its party has in hand. */
void gain_note(struct gain *t, const struct record *r,
               const struct gain_where *at);

/* True if the party has another text in hand than the document's. */
bool gain_mistaken(const struct gain *t, uint32_t party, uint32_t document);

#endif
