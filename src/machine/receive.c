#include "machine/receive.h"

#include "group/group.h"
#include "group/group_talk.h"
#include "machine/acquaintance.h"
#include "machine/bundles.h"
#include "machine/directory.h"
#include "machine/inbox.h"
#include "session/cover.h"
#include "session/session.h"
#include "session/session_ratchet.h"

/* The way of a frame into the party:
 *
 *     receive_frame           by its type:
 *       receive_plain           its payload is the message
 *       receive_in_session      session_handle, and session_next for as many
 *                               messages as may be read by now
 *       group_talk_handle       into the group's line, out of which
 *                               group_talk_next takes what may be read by now
 *     deliver_message         by the message's kind:
 *       services                on keys, sessions and groups: at once
 *       inbox_take              all else: in its turn, to handler_message */

static void reject_frame(const struct party *p, const struct party_step *step,
                         enum record_reason reason)
{
    party_record(p, step, RECORD_REJECTED, 0, step->event->peer,
                 step->event->channel)
        ->reason = reason;
}

/* Answers a message about keys at once, after the credential that introduces
 * its sender, drops a dummy, and leaves the rest to the inbox. */
static void deliver_message(struct party *p, const struct party_step *step,
                            const struct arrival *arrival)
{
    static void (*const services[MESSAGE_KIND_COUNT])(
        struct party *, const struct party_step *, const struct arrival *) = {
        [MESSAGE_BUNDLE_REQUEST] = bundles_handle_request,
        [MESSAGE_BUNDLE] = session_ratchet_handle_bundle,
        [MESSAGE_PREKEYS] = bundles_handle_deposit,
        [MESSAGE_GROUP] = group_handle_members,
        [MESSAGE_SENDER_KEY] = group_handle_key,
        [MESSAGE_GROUP_LACK] = group_handle_lack,
        [MESSAGE_ACK] = group_talk_handle_ack,
        [MESSAGE_COVER] = cover_handle,
        [MESSAGE_KEY_REQUEST] = directory_handle,
        [MESSAGE_PREKEYS_LOW] = bundles_handle_low,
    };

    /* Outside of a session, an acknowledgement confirms nothing. */
    const bool stray = arrival->message.kind == MESSAGE_ACK &&
                       arrival->carriage.kind == CARRIAGE_PLAIN;

    if (!services[arrival->message.kind] || stray) {
        inbox_take(p, step, arrival);
        return;
    }
    if (arrival->message.credential.size > 0)
        acquaintance_handle(p, step, arrival);
    services[arrival->message.kind](p, step, arrival);
}

static void receive_plain(struct party *p, const struct party_step *step,
                          const struct frame *frame, struct arrival *arrival)
{
    arrival->raw = frame->payload;
    arrival->carriage.kind = CARRIAGE_PLAIN;
    if (message_decode(step->out->arena, arrival->raw, &arrival->message))
        reject_frame(p, step, REASON_MALFORMED);
    else
        deliver_message(p, step, arrival);
}

/* A frame may let earlier ones be read that had to wait for it. */
static void receive_in_session(struct party *p, const struct party_step *step,
                               const struct frame *frame,
                               struct arrival *arrival)
{
    struct session *s = session_handle(p, step, frame);

    if (!s) return;
    while (session_next(p, step, s, arrival))
        deliver_message(p, step, arrival);
    session_answer(p, step, s);
}

void receive_frame(struct party *p, const struct party_step *step)
{
    struct arrival arrival = {
        .peer = step->event->peer,
        .channel = step->event->channel,
        .cause = step->event->cause,
    };
    struct frame frame;

    if (frame_decode(step->event->frame, &frame))
        reject_frame(p, step, REASON_MALFORMED);
    else if (frame.type == FRAME_PLAIN)
        receive_plain(p, step, &frame, &arrival);
    else if (frame.type == FRAME_GROUP)
        group_talk_handle(p, step, &frame);
    else
        receive_in_session(p, step, &frame, &arrival);
    /* A key or a roster may let frames of a group be read that waited for
     * it. */
    while (group_talk_next(p, step, &arrival))
        deliver_message(p, step, &arrival);
}
