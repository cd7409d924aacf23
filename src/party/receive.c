#include "party/receive.h"

#include "party/session.h"

static void reject_frame(const struct party *p, const struct step *step,
                         enum record_reason reason)
{
    struct record *r = effect_record(step->out, RECORD_REJECTED, 0, NULL);

    r->peer = p->world->peers[step->event->peer].name;
    r->channel = p->world->channels[step->event->channel].name;
    r->reason = reason;
}

void receive_frame(struct party *p, const struct step *step)
{
    struct arrival arrival = {
        .peer = step->event->peer,
        .channel = step->event->channel,
        .cause = step->event->cause,
    };
    struct frame frame;

    if (frame_decode(step->event->frame, &frame)) {
        reject_frame(p, step, REASON_MALFORMED);
    } else if (frame.type != FRAME_PLAIN) {
        /* A frame may let earlier ones be read that had to wait for it. */
        struct session *s = session_hear(p, step, &frame);
        while (s && session_next(p, step, s, &arrival))
            desk_take(p, step, &arrival);
    } else {
        arrival.raw = frame.payload;
        arrival.carriage.kind = CARRIAGE_PLAIN;
        if (message_decode(step->out->arena, arrival.raw, &arrival.message))
            reject_frame(p, step, REASON_MALFORMED);
        else
            desk_take(p, step, &arrival);
    }
}
