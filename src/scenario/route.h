/* The route of an entry of the script: sender, recipients, channels and
 * portions; and the name of its random stream. */
#ifndef SCENARIO_ROUTE_H
#define SCENARIO_ROUTE_H

#include "scenario/field.h"

/* The default where an entry leaves a party out. */
enum route_default {
    ROUTE_NOBODY,
    ROUTE_AUTHOR,
    ROUTE_AUTHOR_IF_OTHER, /* nobody when the author itself acts */
    ROUTE_PUBLIC,          /* all parties of kind public */
    ROUTE_NEIGHBOURS       /* all who share a channel with `from` */
};

/* The rules of a verb for its route, a bit each. */
enum route_rule {
    ROUTE_BY_AUTHOR = 1,   /* only the document's author does it */
    ROUTE_IN_PERSON = 2,   /* over channels of medium hand only */
    ROUTE_NOWHERE = 4,     /* nothing travels, so no channel is sought */
    ROUTE_TO_NO_GROUP = 8, /* each recipient by itself */
};

/* An entry half read. */
struct route {
    struct scenario_entry entry;
    enum route_default default_from, default_to;
    unsigned rules;
    uint32_t over; /* the channel given, or NONE */
    /* Where it stands; NULL for what was not given. */
    const struct yaml_node *node, *from, *to, *channel, *portions;
};

struct route_public {
    const uint32_t *parties;
    size_t count;
};

void route_public_init(struct route_public *public, struct load *l);

/* Completes the entry, whose document is known, or else whose `from`. */
void route_resolve(struct load *l, struct route *route,
                   const struct route_public *public);

/* Gives every entry its key: verb/document/from, verb/from or verb/channel;
 * and #2, #3 and so on for those with the same. */
void route_name(struct load *l, struct scenario_entry *entries, size_t count);

#endif
