/* The schedulers of ns-3, called bare: without its simulator, and without an
 * event to be made for each that is held. */
#ifndef BENCH_PEER_NS3_H
#define BENCH_PEER_NS3_H

#include "../support/increments.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Empty lists of events. ns-3 uses the first unless told otherwise. */
void *ns3_map(uint32_t pending);
void *ns3_heap(uint32_t pending);
void *ns3_calendar(uint32_t pending);
void *ns3_priority_queue(uint32_t pending);

void ns3_push(void *list, int64_t at);

/* Takes the next event out and sets another, so often; the sum of the times. */
uint64_t ns3_hold(void *list, int pass, struct increments *in);

void ns3_fini(void *list);

#ifdef __cplusplus
}
#endif

#endif
