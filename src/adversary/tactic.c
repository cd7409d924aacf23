#include "adversary/tactic.h"

#include <string.h>

#include "adversary/flood.h"
#include "adversary/handover.h"
#include "adversary/insider.h"
#include "adversary/lure.h"
#include "adversary/misbind.h"
#include "adversary/network_tactics.h"
#include "adversary/pose.h"
#include "adversary/probe.h"
#include "adversary/relay.h"
#include "adversary/stay.h"

/* First the conditions under which a tactic has any meaning, then the table of
 * tactics, a row each. The functions that act are in network_tactics, relay,
 * insider, pose and the other units named above; a row without one only
 * listens, and its theft or its insiders do the rest. */

static bool always(const struct tactic_target *t)
{
    (void)t;
    return true;
}

static bool in_session(const struct tactic_target *t)
{
    return t->profile.session == CLAIM_SESSION_NOISE ||
           t->profile.session == CLAIM_SESSION_RATCHET;
}

/* The keys of a group come over the ratchet. */
static bool in_session_or_group(const struct tactic_target *t)
{
    return in_session(t) || t->profile.session == CLAIM_SESSION_GROUP;
}

static bool under_ratchet(const struct tactic_target *t)
{
    return t->profile.session == CLAIM_SESSION_RATCHET;
}

static bool under_noise(const struct tactic_target *t)
{
    return t->profile.session == CLAIM_SESSION_NOISE && t->profile.pattern;
}

static bool as_responder(const struct tactic_target *t)
{
    return under_noise(t) && !t->profile.initiated;
}

/* A third party must be able to reach the recipient. */
static bool in_new_agreement(const struct tactic_target *t)
{
    return under_ratchet(t) && t->third_recipient != OPENER_NONE;
}

/* A session must exist for its memory to be stolen. */
static bool in_old_session(const struct tactic_target *t)
{
    return t->profile.session != CLAIM_SESSION_NONE && t->earlier;
}

static bool in_healed_session(const struct tactic_target *t)
{
    return t->healed;
}

static bool in_healed_ratchet(const struct tactic_target *t)
{
    return t->healed && under_ratchet(t);
}

static bool after_another(const struct tactic_target *t)
{
    return t->earlier;
}

static bool with_signature(const struct tactic_target *t)
{
    return t->profile.sign;
}

/* Under that very profile it is what `kci` does. */
static bool under_another_profile(const struct tactic_target *t)
{
    return t->profile.seal != MESSAGE_SEAL_HPKE_AUTH ||
           t->profile.session != CLAIM_SESSION_NONE;
}

static bool with_receipt(const struct tactic_target *t)
{
    return t->profile.receipt;
}

static bool with_third(const struct tactic_target *t)
{
    return t->third_sender != OPENER_NONE;
}

static bool with_rival(const struct tactic_target *t)
{
    return t->third_recipient != OPENER_NONE;
}

static bool with_others(const struct tactic_target *t)
{
    return t->third != OPENER_NONE;
}

static bool by_directory(const struct tactic_target *t)
{
    return t->directory != OPENER_NONE;
}

#define BIT CLAIM_BIT

const struct tactic tactic_rows[] = {
    {"tap", "passive eavesdropping", TACTIC_READ, BIT(CLAIM_CONFIDENTIAL),
     LEVEL_HOLDS, TACTIC_ALONE, TACTIC_STEALS_NOTHING, always, NULL, "letters",
     "session=none"},
    {"drop", "denial of service", TACTIC_SUPPRESS, 0, LEVEL_COUNT, TACTIC_ALONE,
     TACTIC_STEALS_NOTHING, always, network_tactics_drop, "letters",
     "session=none"},
    {"delay", "delayed delivery", TACTIC_LATE, 0, LEVEL_COUNT, TACTIC_ALONE,
     TACTIC_STEALS_NOTHING, always, network_tactics_delay, "letters",
     "session=none"},
    {"reorder", "reordered delivery", TACTIC_DISORDER, 0, LEVEL_COUNT,
     TACTIC_ALONE, TACTIC_STEALS_NOTHING, always, network_tactics_reorder,
     "letters", "session=none"},
    {"replay", "replay", TACTIC_REPEAT, BIT(CLAIM_FRESH), LEVEL_HOLDS,
     TACTIC_ALONE, TACTIC_STEALS_NOTHING, always, network_tactics_replay,
     "letters", "session=none"},
    {"tamper", "modification", TACTIC_FORGE, BIT(CLAIM_ORIGIN), LEVEL_VERIFIED,
     TACTIC_ALONE, TACTIC_STEALS_NOTHING, always, network_tactics_tamper,
     "letters", "session=none"},
    {"splice", "cut and paste", TACTIC_FORGE,
     BIT(CLAIM_ORIGIN) | BIT(CLAIM_FRESH), LEVEL_VERIFIED, TACTIC_ALONE,
     TACTIC_STEALS_NOTHING, after_another, network_tactics_splice, "letters",
     "session=none"},
    {"inject", "forgery", TACTIC_FORGE, BIT(CLAIM_ORIGIN), LEVEL_VERIFIED,
     TACTIC_ALONE, TACTIC_STEALS_NOTHING, always, network_tactics_inject,
     "first-use", "session=none+sign=ed25519"},
    {"mitm", "man in the middle", TACTIC_READ, BIT(CLAIM_CONFIDENTIAL),
     LEVEL_HOLDS, TACTIC_ALONE, TACTIC_STEALS_NOTHING, in_session_or_group,
     relay_play, "letters", "session=noise+pattern=NN"},
    {"kci", "key-compromise impersonation", TACTIC_FORGE, BIT(CLAIM_KCI),
     LEVEL_VERIFIED, TACTIC_ALONE, TACTIC_STEALS_RECIPIENT_NOW, always,
     pose_play, "letters", "session=none+seal=hpke-auth"},
    {"detour", "the same under HPKE auth", TACTIC_FORGE, 0, LEVEL_COUNT,
     TACTIC_ALONE, TACTIC_STEALS_RECIPIENT_NOW, under_another_profile,
     insider_detour, "letters", "session=none+sign=ed25519"},
    {"key-share", "unknown key-share", TACTIC_CONFUSE, BIT(CLAIM_ORIGIN),
     LEVEL_HOLDS, TACTIC_ALONE, TACTIC_STEALS_NOTHING, with_rival,
     insider_claim, "letters", "session=none"},
    {"downgrade", "downgrade to unsigned", TACTIC_WEAKEN, 0, LEVEL_COUNT,
     TACTIC_ALONE, TACTIC_STEALS_NOTHING, with_signature, network_tactics_strip,
     "letters", "session=none+sign=ed25519"},
    {"forwarding", "surreptitious forwarding", TACTIC_CONFUSE,
     BIT(CLAIM_ORIGIN), LEVEL_VERIFIED, TACTIC_RECIPIENT, TACTIC_STEALS_NOTHING,
     with_third, insider_forward, "letters", "session=none+seal=age"},
    {"harvest", "harvest now, decrypt later", TACTIC_READ, BIT(CLAIM_FORWARD),
     LEVEL_HOLDS, TACTIC_ALONE, TACTIC_STEALS_RECIPIENT_LATER, always, NULL,
     "letters", "session=none+seal=age"},
    {"burglary", "state compromise", TACTIC_READ, 0, LEVEL_COUNT, TACTIC_ALONE,
     TACTIC_STEALS_STATE, in_old_session, NULL, "letters", "session=noise"},
    {"sleeper", "early state compromise", TACTIC_READ,
     BIT(CLAIM_POST_COMPROMISE), LEVEL_HOLDS, TACTIC_ALONE,
     TACTIC_STEALS_STATE_EARLY, in_healed_session, NULL, "letters",
     "session=noise"},
    {"leak", "insider leak", TACTIC_READ, BIT(CLAIM_DENIABLE), LEVEL_PROVABLE,
     TACTIC_RECIPIENT, TACTIC_STEALS_NOTHING, always, NULL, "letters",
     "sign=ed25519+seal=age"},
    {"collude", "collusion", TACTIC_POOL, 0, LEVEL_COUNT, TACTIC_OTHERS,
     TACTIC_STEALS_NOTHING, with_others, NULL, "parts",
     "sign=ed25519+seal=age"},
    {"framing", "forged receipt", TACTIC_CONFUSE, BIT(CLAIM_RECEIPT),
     LEVEL_UNAWARE, TACTIC_SENDER, TACTIC_STEALS_NOTHING, with_receipt,
     insider_receipt, "first-use", "session=none+receipt=yes"},
    {"directory", "malicious directory", TACTIC_READ, 0, LEVEL_COUNT,
     TACTIC_DIRECTORY, TACTIC_STEALS_NOTHING, by_directory, insider_vouch,
     "directory", "sign=ed25519+seal=age"},
    {"flood", "flooding", TACTIC_EXHAUST, 0, LEVEL_COUNT, TACTIC_ALONE,
     TACTIC_STEALS_NOTHING, in_session, flood_play, "hasty", "session=ratchet"},
    {"crowd", "session exhaustion", TACTIC_EXHAUST, 0, LEVEL_COUNT,
     TACTIC_ALONE, TACTIC_STEALS_NOTHING, in_session, flood_crowd, "letters",
     "session=noise+pattern=NN"},
    {"pose", "masquerade as the sender", TACTIC_FORGE, BIT(CLAIM_ORIGIN),
     LEVEL_VERIFIED, TACTIC_ALONE, TACTIC_STEALS_NOTHING, in_session, pose_play,
     "letters", "session=noise+pattern=NN"},
    {"stolen-key", "posing with a stolen key", TACTIC_FORGE, 0, LEVEL_COUNT,
     TACTIC_ALONE, TACTIC_STEALS_SENDER_NOW, always, pose_play, "letters",
     "session=none"},
    {"prekey", "posing with a stolen prekey", TACTIC_FORGE, BIT(CLAIM_KCI),
     LEVEL_VERIFIED, TACTIC_ALONE, TACTIC_STEALS_PREKEY, under_ratchet,
     pose_play, "letters", "session=ratchet"},
    {"lure", "masquerade as the recipient", TACTIC_READ,
     BIT(CLAIM_CONFIDENTIAL), LEVEL_HOLDS, TACTIC_ALONE, TACTIC_STEALS_NOTHING,
     under_noise, lure_play, "letters", "session=noise+pattern=NN"},
    {"answer", "responder impersonation", TACTIC_FORGE, BIT(CLAIM_KCI),
     LEVEL_VERIFIED, TACTIC_ALONE, TACTIC_STEALS_RECIPIENT_NOW, as_responder,
     lure_answer, "turns", "session=noise+pattern=KN+seal=hpke-auth"},
    {"probe", "identity probing", TACTIC_NAME, 0, LEVEL_UNAWARE, TACTIC_ALONE,
     TACTIC_STEALS_NOTHING, under_noise, probe_play, "letters",
     "session=noise"},
    {"misbind", "identity misbinding", TACTIC_SHARE, 0, LEVEL_COUNT,
     TACTIC_THIRD, TACTIC_STEALS_NOTHING, in_new_agreement, misbind_play,
     "letters", "session=ratchet+bind=keys"},
    {"pass-on", "receipt of another", TACTIC_CONFUSE, BIT(CLAIM_RECEIPT),
     LEVEL_UNAWARE, TACTIC_BYSTANDERS, TACTIC_STEALS_NOTHING, with_receipt,
     handover_receipt, NULL, NULL},
    {"stay", "staying in the middle", TACTIC_READ, 0, LEVEL_COUNT, TACTIC_ALONE,
     TACTIC_STEALS_STATE_EARLY, in_healed_ratchet, stay_play, "turns",
     "session=ratchet"},
    {"reflect", "reflection", TACTIC_CONFUSE, BIT(CLAIM_ORIGIN), LEVEL_VERIFIED,
     TACTIC_ALONE, TACTIC_STEALS_NOTHING, always, handover_reflect, "letters",
     "session=none"},
};

const size_t tactic_count = sizeof tactic_rows / sizeof tactic_rows[0];

/* The literature's names, of those tactics that bear another one here. */
static const struct {
    const char *name, *term;
} terms[] = {
    {"tap", "passive-eavesdropping"},
    {"mitm", "man-in-the-middle"},
    {"kci", "key-compromise-impersonation"},
    {"key-share", "unknown-key-share"},
    {"forwarding", "surreptitious-forwarding"},
    {"harvest", "harvest-now-decrypt-later"},
    {"leak", "insider-leak"},
    {"collude", "collusion"},
    {"framing", "forged-receipt"},
    {"directory", "malicious-directory"},
    {"flood", "flooding"},
    {"crowd", "session-exhaustion"},
    {"pose", "masquerade"},
    {"prekey", "prekey-compromise"},
    {"lure", "recipient-impersonation"},
    {"answer", "responder-impersonation"},
    {"probe", "identity-probing"},
    {"misbind", "identity-misbinding"},
    {"pass-on", "receipt-of-another"},
    {"stay", "active-state-compromise"},
    {"reflect", "reflection"},
};

const char *tactic_term(const struct tactic *t)
{
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        if (strcmp(terms[i].name, t->name) == 0) return terms[i].term;
    return t->name;
}

const struct tactic *tactic_find(const char *name)
{
    for (size_t i = 0; i < tactic_count; i++)
        if (strcmp(tactic_rows[i].name, name) == 0 ||
            strcmp(tactic_term(&tactic_rows[i]), name) == 0)
            return &tactic_rows[i];
    return NULL;
}
