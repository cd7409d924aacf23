/* A party's policy: the origin that it asks a message about a document to show,
 * by the peer in whose name the message comes. */
#ifndef PARTY_POLICY_H
#define PARTY_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct policy_rule {
    const uint32_t *from; /* peers */
    size_t from_count;    /* 0: anybody */
    bool sign;            /* a text must be signed by author and sender */
    bool session;         /* its session must authenticate the peer */
};

struct policy {
    const struct policy_rule *rules; /* the first whose `from` fits decides */
    size_t rule_count;
};

/* The origin that a message shows. */
struct policy_shown {
    bool bears_text; /* only a text can be signed */
    bool is_signed;
    bool authenticated; /* by its session */
};

/* Tells whether the party takes a message in that peer's name. Without a rule
 * that fits, everything is taken. */
bool policy_takes(const struct policy *p, uint32_t peer,
                  const struct policy_shown *shown);

#endif
