/* The frames that travelled as packets of a pcapng file, for Wireshark. */
#ifndef EXPORT_PCAPNG_H
#define EXPORT_PCAPNG_H

#include "export/job.h"

enum {
    /* Link types for private use: a frame as it travelled; the message that
     * the session's keys decrypt from it; the copy inside the envelope. Apple's
     * programs take 149 for something else. */
    PCAPNG_FRAME = 147,
    PCAPNG_MESSAGE = 148,
    PCAPNG_COPY = 150,
    /* Wireshark refuses a file with a larger packet; the rest is cut off. */
    PCAPNG_PACKET_MAX = 262144,
    PCAPNG_COMMENT_SIZE = 1024
};

/* ERR_UNSUPPORTED where decrypted layers are asked for (`opened`), but the
 * run's keys do not follow from its journal. */
MUST_CHECK enum err pcapng_write(struct job *j, struct errmsg *e);

#endif
