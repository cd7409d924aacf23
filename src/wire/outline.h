/* A record's bare outline, read out of its bytes without unpacking them: for
 * those who pass over many records to find a few. */
#ifndef WIRE_OUTLINE_H
#define WIRE_OUTLINE_H

#include "wire/record.h"

struct outline {
    enum record_kind kind;
    uint64_t exchange; /* 0: belongs to none */
    uint64_t causes[RECORD_CAUSES_MAX];
    size_t cause_count;
    bool has_document;
};

/* ERR_FORMAT for just those bytes for which record_decode gives it. */
MUST_CHECK enum err outline_read(struct bytes body, struct outline *o);

#endif
