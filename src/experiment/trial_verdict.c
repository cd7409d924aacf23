#include "experiment/trial_verdict.h"

#include <assert.h>

#include "scenario/scenario_query.h"

/* The tactic's aim names the judge, which compares the run with the clean one:
 *
 *   aim             judge           succeeds if
 *   READ            judge_read      the adversary holds the text
 *   POOL            judge_pool      it holds a portion that the recipient was
 *                                   not given
 *   SUPPRESS        judge_suppress  the recipient reached a lower level
 *   LATE            judge_late      its first gain came later, or never
 *   EXHAUST         judge_exhaust   the same; or a session of its exchange was
 *                                   given no one-time prekey
 *   DISORDER        judge_disorder  it received exchanges in another order
 *   REPEAT          judge_repeat    it received the text more often, by a
 *                                   touched frame
 *   NAME            judge_named     the adversary read a static key; the
 *                                   sender's before the recipient's
 *   SHARE           judge_shared    the recipient opened a session with the
 *                                   third party by a touched frame
 *   FORGE, CONFUSE  judge_taken     a party accepted something by a touched
 *                                   frame
 *   WEAKEN          judge_weaken    it did, and the recipient reached a lower
 *                                   level
 *
 * and the verdict follows:
 *
 *   adversary acted? -no-> IDLE
 *     yes -> judge succeeds? -yes-> SUCCEEDED; claims broken from the tactic's
 *              |                    level on
 *              no -> noticed? -yes-> DETECTED
 *                      no -> HARMLESS
 *
 * Noticed is a rejection, a message given up, a key not taken, or a text set
 * aside that goes back to a touched frame or exceeds the clean run's; a
 * duplicate, for REPEAT; or a receipt that is missing. */

/* The two runs that are compared, and the tactic that was played. */
struct trial_verdict_evidence {
    const struct trial_run *clean, *run;
    const struct tactic *tactic;
    const struct tactic_target *target;
    uint32_t adversary, document;
};

/* The frame that brought a record about; NULL for none. */
static const struct trial_record *frame_of(const struct trial_run *r,
                                           const struct trial_record *record)
{
    while (record && record->kind != RECORD_FRAME_ARRIVED)
        record = record->cause ? trial_run_at(r, record->cause) : NULL;
    return record;
}

/* The act on the frame that brought a record about: it was made, changed,
 * delayed or repeated. NULL: the adversary did not touch it. */
static const struct trial_record *touch_of(const struct trial_run *r,
                                           const struct trial_record *record)
{
    const struct trial_record *frame = frame_of(r, record);
    const struct trial_record *before =
        frame && frame->cause ? trial_run_at(r, frame->cause) : NULL;

    return before && before->act != RECORD_ACT_NONE ? before : NULL;
}

/* True where what goes on is what was sent: later, or with another bit that no
 * text rests on. */
static bool says_the_same(const struct trial_record *touch)
{
    return touch->act == RECORD_ACT_DELAY ||
           (touch->act == RECORD_ACT_MODIFY && !touch->forged);
}

static bool is_touched(const struct trial_run *r,
                       const struct trial_record *record)
{
    return touch_of(r, record) != NULL;
}

static size_t count_kind(const struct trial_run *r, enum record_kind kind)
{
    size_t n = 0;

    for (size_t i = 0; i < r->count; i++)
        n += r->records[i].kind == kind;
    return n;
}

/* The first record of its kind that the adversary caused: through a touched
 * frame or, where the run has more of them than the clean one, after its first
 * act. */
static const struct trial_record *
find_trouble(const struct trial_verdict_evidence *ev, enum record_kind kind)
{
    const bool more = count_kind(ev->run, kind) > count_kind(ev->clean, kind);
    bool began = false;

    for (size_t i = 0; i < ev->run->count; i++) {
        const struct trial_record *r = &ev->run->records[i];
        if (r->kind == RECORD_INTERFERED) began = true;
        if (r->kind == kind && (is_touched(ev->run, r) || (more && began)))
            return r;
    }
    return NULL;
}

/* A receipt that was asked for did not come. */
static bool misses_receipt(const struct trial_verdict_evidence *ev)
{
    return count_kind(ev->run, RECORD_RECEIPT_HELD) <
           count_kind(ev->clean, RECORD_RECEIPT_HELD);
}

static void find_notice(const struct trial_verdict_evidence *ev,
                        struct trial_outcome *out)
{
    static const enum record_kind kinds[] = {
        RECORD_REJECTED, RECORD_UNDELIVERED, RECORD_KEY_NOT_TAKEN,
        RECORD_TEXT_REPLACED};
    const struct trial_record *r = NULL;

    for (size_t i = 0; !r && i < sizeof kinds / sizeof kinds[0]; i++)
        r = find_trouble(ev, kinds[i]);
    /* An ignored duplicate is a frame that came before. */
    if (!r && ev->tactic->aim == TACTIC_REPEAT)
        r = find_trouble(ev, RECORD_FRAME_DROPPED);
    out->noticed = r || misses_receipt(ev);
    out->noticed_by = r ? r->party : ev->target->from;
    out->noticed_kind = r ? r->kind : RECORD_RECEIPT_HELD;
    out->reason = r ? r->reason : REASON_NONE;
    out->noticed_seq = r ? r->seq : 0;
}

static void note_success(struct trial_outcome *out, enum record_level level,
                         uint32_t who, uint64_t seq)
{
    if (out->verdict == TRIAL_SUCCEEDED && level <= out->level) return;
    out->verdict = TRIAL_SUCCEEDED;
    out->level = level;
    out->who = who;
    out->seq = seq;
}

static void judge_read(const struct trial_verdict_evidence *ev,
                       struct trial_outcome *out)
{
    for (size_t i = 0; i < ev->run->count; i++) {
        const struct trial_record *r = &ev->run->records[i];
        const enum record_level level = record_kind_row(r->kind)->level;
        if (r->party == ev->adversary && r->document == ev->document &&
            level >= LEVEL_HOLDS)
            note_success(out, level, r->party, r->seq);
    }
}

static void judge_pool(const struct trial_verdict_evidence *ev,
                       struct trial_outcome *out)
{
    const struct scenario *s = ev->clean->ledger.scenario;
    struct ledger_mark mark, unused;

    for (uint32_t i = 0; i < s->documents[ev->document].portion_count; i++)
        if (ledger_since(&ev->run->ledger, ev->adversary, ev->document, i,
                         LEVEL_HOLDS, &mark) &&
            !ledger_since(&ev->clean->ledger, ev->target->to, ev->document, i,
                          LEVEL_HOLDS, &unused))
            note_success(out, LEVEL_HOLDS, ev->adversary, mark.seq);
}

/* The recipient's level on the document by this exchange alone, since it may
 * have the text from elsewhere too. */
static enum record_level level_in(const struct trial_run *run,
                                  const struct tactic_target *target,
                                  const struct trial_record **first)
{
    const uint32_t document =
        scenario_find_document(run->ledger.scenario, target->document);
    enum record_level level = LEVEL_UNAWARE;

    *first = NULL;
    for (size_t i = 0; i < run->count; i++) {
        const struct trial_record *r = &run->records[i];
        const enum record_level gained = record_kind_row(r->kind)->level;
        if (r->party != target->to || r->document != document ||
            r->exchange != target->exchange || gained == LEVEL_UNAWARE)
            continue;
        if (!*first) *first = r;
        if (gained > level) level = gained;
    }
    return level;
}

static void judge_suppress(const struct trial_verdict_evidence *ev,
                           struct trial_outcome *out)
{
    const struct trial_record *unused;
    const enum record_level before = level_in(ev->clean, ev->target, &unused);
    const enum record_level now = level_in(ev->run, ev->target, &unused);

    if (now < before) note_success(out, now, ev->target->to, 0);
}

static void judge_late(const struct trial_verdict_evidence *ev,
                       struct trial_outcome *out)
{
    const struct trial_record *before, *now;

    level_in(ev->clean, ev->target, &before);
    const enum record_level level = level_in(ev->run, ev->target, &now);
    if (before && (!now || now->time > before->time))
        note_success(out, level, ev->target->to, now ? now->seq : 0);
}

/* The first bundle without a one-time prekey that was given for the exchange;
 * NULL: each had one. */
static const struct trial_record *find_spent(const struct trial_run *run,
                                             uint64_t exchange)
{
    for (size_t i = 0; i < run->count; i++)
        if (run->records[i].kind == RECORD_PREKEYS_SPENT &&
            run->records[i].exchange == exchange)
            return &run->records[i];
    return NULL;
}

static void judge_exhaust(const struct trial_verdict_evidence *ev,
                          struct trial_outcome *out)
{
    const uint64_t exchange = ev->target->exchange;
    const struct trial_record *spent = find_spent(ev->run, exchange);

    judge_late(ev, out);
    if (spent && !find_spent(ev->clean, exchange))
        note_success(out, LEVEL_UNAWARE, ev->target->to, spent->seq);
}

/* The next exchange by which the recipient received something. */
static uint64_t next_received(const struct trial_verdict_evidence *ev,
                              const struct trial_run *run, size_t *at)
{
    for (; *at < run->count; (*at)++) {
        const struct trial_record *r = &run->records[*at];
        if (r->kind == RECORD_RECEIVED && r->party == ev->target->to)
            return run->records[(*at)++].exchange;
    }
    return 0;
}

static void judge_disorder(const struct trial_verdict_evidence *ev,
                           struct trial_outcome *out)
{
    size_t a = 0, b = 0;
    uint64_t x, y;

    do {
        x = next_received(ev, ev->clean, &a);
        y = next_received(ev, ev->run, &b);
    } while (x == y && x != 0);
    if (x != y)
        note_success(out, LEVEL_UNAWARE, ev->target->to,
                     y ? ev->run->records[b - 1].seq : 0);
}

/* True for a frame that its recipient rejected. */
static bool is_rejected(const struct trial_run *r,
                        const struct trial_record *frame)
{
    for (size_t i = 0; i < r->count; i++)
        if (r->records[i].kind == RECORD_REJECTED &&
            frame_of(r, &r->records[i]) == frame)
            return true;
    return false;
}

/* True for a record of accepting something, in the same step as the frame's
 * arrival: in a trial no processing takes time. */
static bool is_taking(const struct trial_verdict_evidence *ev,
                      const struct trial_record *r)
{
    static const bool kinds[RECORD_KIND_COUNT] = {
        [RECORD_RECEIVED] = true,         [RECORD_AUTHENTICATED] = true,
        [RECORD_CHECKED] = true,          [RECORD_RECEIPT_HELD] = true,
        [RECORD_COSIGNATURE_HELD] = true,
    };

    return kinds[r->kind] && r->document == ev->document &&
           r->party != ev->adversary;
}

/* Succeeds if a party accepted anything of a frame that the adversary touched,
 * and did more to than to hold it back. */
static void judge_taken(const struct trial_verdict_evidence *ev,
                        struct trial_outcome *out)
{
    for (size_t i = 0; i < ev->run->count; i++) {
        const struct trial_record *r = &ev->run->records[i];
        const enum record_level level = record_kind_row(r->kind)->level;
        const struct trial_record *touch = touch_of(ev->run, r);
        if (!is_taking(ev, r) || !touch || says_the_same(touch) ||
            is_rejected(ev->run, frame_of(ev->run, r)))
            continue;
        note_success(out, level, r->party, r->seq);
    }
}

/* The number of times that the recipient received the document by this
 * exchange. */
static size_t count_received(const struct trial_verdict_evidence *ev,
                             const struct trial_run *run)
{
    size_t n = 0;

    for (size_t i = 0; i < run->count; i++) {
        const struct trial_record *r = &run->records[i];
        n += r->kind == RECORD_RECEIVED && r->party == ev->target->to &&
             r->document == ev->document && r->exchange == ev->target->exchange;
    }
    return n;
}

/* A second copy is no repetition where the first was lost. */
static void judge_repeat(const struct trial_verdict_evidence *ev,
                         struct trial_outcome *out)
{
    const size_t now = count_received(ev, ev->run);

    if (now > 1 && now > count_received(ev, ev->clean)) judge_taken(ev, out);
}

/* A weaker copy that is rejected has only been kept back. */
static void judge_weaken(const struct trial_verdict_evidence *ev,
                         struct trial_outcome *out)
{
    struct trial_outcome taken = *out;

    judge_taken(ev, &taken);
    if (taken.verdict == TRIAL_SUCCEEDED) judge_suppress(ev, out);
}

static void judge_named(const struct trial_verdict_evidence *ev,
                        struct trial_outcome *out)
{
    const struct trial_record *found = NULL;

    for (size_t i = 0; i < ev->run->count; i++) {
        const struct trial_record *r = &ev->run->records[i];
        if (r->act == RECORD_ACT_IDENTIFY && r->party == ev->adversary &&
            (!found || r->peer == ev->target->from))
            found = r;
    }
    if (found) note_success(out, LEVEL_UNAWARE, found->peer, found->seq);
}

static void judge_shared(const struct trial_verdict_evidence *ev,
                         struct trial_outcome *out)
{
    for (size_t i = 0; i < ev->run->count; i++) {
        const struct trial_record *r = &ev->run->records[i];
        if (r->kind == RECORD_SESSION_OPENED && r->party == ev->target->to &&
            r->peer == ev->target->third && is_touched(ev->run, r))
            note_success(out, LEVEL_UNAWARE, r->party, r->seq);
    }
}

enum record_level trial_verdict_level(const struct trial_run *run,
                                      const struct tactic_target *target)
{
    const struct trial_record *unused;

    return level_in(run, target, &unused);
}

/* True if the adversary acted at all: touched a frame or, where the tactic only
 * listens, captured one of the document's. */
static bool was_played(const struct trial_verdict_evidence *ev)
{
    if (ev->tactic->play) return count_kind(ev->run, RECORD_INTERFERED) > 0;
    for (size_t i = 0; i < ev->run->count; i++) {
        const struct trial_record *r = &ev->run->records[i];
        if (r->kind == RECORD_CAPTURED && r->exchange == ev->target->exchange)
            return true;
    }
    return false;
}

struct trial_outcome trial_verdict(const struct trial_run *clean,
                                   const struct trial_run *run,
                                   const struct tactic *tactic,
                                   const struct tactic_target *target,
                                   uint32_t who)
{
    static void (*const judges[])(const struct trial_verdict_evidence *,
                                  struct trial_outcome *) = {
        [TACTIC_READ] = judge_read,         [TACTIC_POOL] = judge_pool,
        [TACTIC_SUPPRESS] = judge_suppress, [TACTIC_LATE] = judge_late,
        [TACTIC_DISORDER] = judge_disorder, [TACTIC_REPEAT] = judge_repeat,
        [TACTIC_FORGE] = judge_taken,       [TACTIC_CONFUSE] = judge_taken,
        [TACTIC_WEAKEN] = judge_weaken,     [TACTIC_EXHAUST] = judge_exhaust,
        [TACTIC_NAME] = judge_named,        [TACTIC_SHARE] = judge_shared,
    };
    const struct trial_verdict_evidence ev = {
        clean,  run,
        tactic, target,
        who,    scenario_find_document(run->ledger.scenario, target->document)};
    struct trial_outcome out = {.verdict = TRIAL_IDLE, .who = SCENARIO_NONE};

    assert(who >= run->ledger.scenario->party_count &&
           who < run->ledger.scenario->actor_count);
    if (!was_played(&ev)) return out;
    out.verdict = TRIAL_HARMLESS;
    find_notice(&ev, &out);
    judges[tactic->aim](&ev, &out);
    if (out.verdict != TRIAL_SUCCEEDED && out.noticed)
        out.verdict = TRIAL_DETECTED;
    if (out.verdict == TRIAL_SUCCEEDED && out.level >= tactic->breaks)
        out.broken = tactic->tests & claim_of(&target->profile);
    return out;
}
