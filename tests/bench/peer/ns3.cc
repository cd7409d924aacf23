#include "ns3.h"

#include <ns3/calendar-scheduler.h>
#include <ns3/heap-scheduler.h>
#include <ns3/map-scheduler.h>
#include <ns3/priority-queue-scheduler.h>

namespace {

struct List {
    ns3::Ptr<ns3::Scheduler> scheduler;
    uint32_t pushes = 0;
};

template <class S> void *make()
{
    return new List{ns3::CreateObject<S>()};
}

void push(List *list, int64_t at)
{
    list->scheduler->Insert(
        {nullptr, {static_cast<uint64_t>(at), list->pushes++, 0}});
}

} // namespace

void *ns3_map(uint32_t)
{
    return make<ns3::MapScheduler>();
}

void *ns3_heap(uint32_t)
{
    return make<ns3::HeapScheduler>();
}

void *ns3_calendar(uint32_t)
{
    return make<ns3::CalendarScheduler>();
}

void *ns3_priority_queue(uint32_t)
{
    return make<ns3::PriorityQueueScheduler>();
}

void ns3_push(void *list, int64_t at)
{
    push(static_cast<List *>(list), at);
}

uint64_t ns3_hold(void *list, int pass, struct increments *in)
{
    List *l = static_cast<List *>(list);
    uint64_t sum = 0;

    for (int i = 0; i < pass; i++) {
        const uint64_t at = l->scheduler->RemoveNext().key.m_ts;
        sum += at;
        push(l, static_cast<int64_t>(at) + increments_next(in));
    }
    return sum;
}

void ns3_fini(void *list)
{
    delete static_cast<List *>(list);
}
