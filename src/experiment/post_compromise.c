#include "experiment/post_compromise.h"

#include <string.h>

/* For each way of protection among the copies that are studied, and each reach
 * that was asked for, `study_way` goes through the copies of that way and all
 * thefts of that reach: the windows after and before a copy's sending give the
 * two spans (measure_copy), and thefts of state also tell what happens within a
 * session (recovers_before, lasts_from). */

bool post_compromise_forward_secret(const struct post_compromise *h)
{
    return h->after.extent != POST_COMPROMISE_ALWAYS;
}

bool post_compromise_secure(const struct post_compromise *h)
{
    if (h->way.session == CAPTURE_WAY_GROUP && !h->renewed &&
        h->before.extent != POST_COMPROMISE_NOT)
        return false;
    return h->before.extent != POST_COMPROMISE_ALWAYS;
}

static void widen(struct post_compromise_side *s, duration span, bool always)
{
    if (always)
        s->extent = POST_COMPROMISE_ALWAYS;
    else if (s->extent == POST_COMPROMISE_NOT && span > 0)
        *s = (struct post_compromise_side){POST_COMPROMISE_SPAN, span};
    else if (s->extent == POST_COMPROMISE_SPAN && span > s->span)
        s->span = span;
}

/* The first frame of the copy's session, or in a group of its sender's key; the
 * run's start where it goes in none. */
static instant session_start(const struct capture *c,
                             const struct capture_copy *copy)
{
    if (copy->session == 0) return c->scenario->start;
    for (size_t i = 0; i < c->frame_count; i++) {
        const struct capture_frame *f = &c->frames[i];
        if (f->seen.frame.session != copy->session ||
            strcmp(f->seen.channel, copy->channel) != 0)
            continue;
        if (copy->sender_key == 0 ||
            (f->copy != CAPTURE_NONE && f->seen.from == copy->from &&
             c->copies[f->copy].sender_key == copy->sender_key))
            return f->seen.time;
    }
    return copy->sent;
}

/* Measures a copy's windows before and after its sending. Before the session
 * began, a text that is there without a frame merely waited to be sent. */
static void measure_copy(struct post_compromise *h, const struct exposure *x,
                         const struct capture_copy *copy,
                         const struct exposure_track *t)
{
    const struct scenario *sc = x->capture.scenario;
    /* A generator has no session of its own to be stolen in. */
    const instant start =
        h->reach == KEYS_STATE ? session_start(&x->capture, copy) : sc->start;

    for (const struct exposure_window *w = t->first; w; w = w->next) {
        const instant from = w->from > start ? w->from : start;
        if (w->until > copy->sent)
            widen(&h->after, w->until - copy->sent, w->until >= sc->end);
        if (from < copy->sent && from < w->until)
            widen(&h->before, copy->sent - from, from <= sc->start);
        if (w->from < start && !w->recorded)
            widen(&h->prior, copy->sent - w->from, w->from <= sc->start);
    }
}

static bool same_session(const struct capture_copy *a,
                         const struct capture_copy *b)
{
    return a->session != 0 && a->session == b->session &&
           strcmp(a->channel, b->channel) == 0 &&
           capture_way_same(&a->way, &b->way);
}

/* Under the same keys: those of a session between two, or of one sender of a
 * group. */
static bool same_keys(const struct capture_copy *a,
                      const struct capture_copy *b)
{
    return same_session(a, b) && a->sender_key == b->sender_key &&
           (a->sender_key == 0 || a->from == b->from);
}

/* Of one sender of a group, who took another key in between. */
static bool new_key(const struct capture_copy *a, const struct capture_copy *b)
{
    return same_session(a, b) && a->from == b->from &&
           a->sender_key != b->sender_key;
}

/* True if a theft before this copy was sent opens an earlier one, related as
 * `alike` says, which had been sent by then, but not this one, and another
 * theft opens this one. A copy that no theft opens may be closed by a seal
 * within; and before keys were drawn, there was nothing to recover from. */
static bool recovers_before(const struct exposure *x, size_t theft, size_t copy,
                            bool (*alike)(const struct capture_copy *,
                                          const struct capture_copy *))
{
    const struct capture_copy *late = &x->capture.copies[copy];
    const struct exposure_track *t = exposure_track(x, theft, copy);

    for (size_t i = 0; i < copy && t->first; i++) {
        const struct capture_copy *early = &x->capture.copies[i];
        if (!alike(early, late)) continue;
        for (const struct exposure_window *w =
                 exposure_track(x, theft, i)->first;
             w; w = w->next) {
            const instant at = w->from > early->sent ? w->from : early->sent;
            if (at < w->until && at < late->sent && !exposure_at(t, at))
                return true;
        }
    }
    return false;
}

/* The next copy of the session after `copy` that the party sent, or was sent;
 * the number of copies when there is none. */
static size_t next_in(const struct capture *c, size_t copy, uint32_t party,
                      bool sent)
{
    size_t i = copy + 1;

    while (i < c->copy_count &&
           (!same_session(&c->copies[copy], &c->copies[i]) ||
            (sent ? c->copies[i].from : c->copies[i].to) != party))
        i++;
    return i;
}

/* True if a theft from before the copy opens one that was sent after its
 * sender, the victim, was answered and wrote again. By then both sides of a
 * ratchet have drawn new pairs. */
static bool lasts_from(const struct exposure *x, size_t theft, size_t copy)
{
    const struct capture *c = &x->capture;
    const uint32_t robbed = x->thefts[theft].party;
    size_t late = copy;

    if (c->copies[copy].session == 0 || c->copies[copy].from != robbed)
        return false;
    late = next_in(c, late, robbed, false);
    if (late < c->copy_count) late = next_in(c, late, robbed, true);
    for (; late < c->copy_count; late++) {
        if (!same_session(&c->copies[copy], &c->copies[late])) continue;
        const struct exposure_window *w = exposure_track(x, theft, late)->first;
        if (w && w->from < c->copies[copy].sent) return true;
    }
    return false;
}

static bool is_studied(const struct exposure *x, enum record_level least,
                       size_t copy)
{
    return x->capture.copies[copy].level >= least && !x->open[copy] &&
           exposure_concerns(x, copy);
}

static struct post_compromise study_way(const struct exposure *x,
                                        enum record_level least,
                                        const struct capture_way *way,
                                        enum keys_reach reach)
{
    const struct capture *c = &x->capture;
    struct post_compromise h = {
        .way = *way, .reach = reach, .in_session = true};

    for (size_t i = 0; i < c->copy_count; i++) {
        const struct capture_copy *copy = &c->copies[i];
        if (!is_studied(x, least, i) || !capture_way_same(&copy->way, way))
            continue;
        h.copies++;
        if (copy->session == 0) h.in_session = false;
        for (size_t j = 0; j < x->theft_count; j++) {
            if (x->thefts[j].reach != reach) continue;
            measure_copy(&h, x, copy, exposure_track(x, j, i));
            if (reach != KEYS_STATE) continue;
            h.within = h.within || recovers_before(x, j, i, same_keys);
            h.renewed = h.renewed || recovers_before(x, j, i, new_key);
            h.lasts = h.lasts || lasts_from(x, j, i);
        }
    }
    return h;
}

static bool is_first_of_way(const struct exposure *x, enum record_level least,
                            size_t copy)
{
    const struct capture *c = &x->capture;

    for (size_t i = 0; i < copy; i++)
        if (is_studied(x, least, i) &&
            capture_way_same(&c->copies[i].way, &c->copies[copy].way))
            return false;
    return is_studied(x, least, copy);
}

static bool is_asked(const struct exposure *x, unsigned reach)
{
    for (size_t i = 0; i < x->theft_count; i++)
        if (x->thefts[i].reach == reach) return true;
    return false;
}

size_t post_compromise_of(struct arena *a, const struct exposure *x,
                          enum record_level least, struct post_compromise **out)
{
    const struct capture *c = &x->capture;
    size_t count = 0;

    *out = arena_array(a, KEYS_ALL * c->copy_count, sizeof **out);
    for (size_t i = 0; i < c->copy_count; i++) {
        if (!is_first_of_way(x, least, i)) continue;
        for (unsigned r = KEYS_IDENTITY; r <= KEYS_ALL; r++)
            if (is_asked(x, r))
                (*out)[count++] =
                    study_way(x, least, &c->copies[i].way, (enum keys_reach)r);
    }
    return count;
}
