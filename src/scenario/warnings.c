#include "scenario/warnings.h"

#include "scenario/collusion.h"
#include "scenario/entries.h"
#include "scenario/policies.h"

/* Warnings are for what a good scenario may not have meant. Each party's rules
 * are gone through, for those that decide on nothing; then each entry, for
 * recipients who would be a group, marks that are too few for a code, and what
 * its recipient's policy refuses. */

static void warn_of_names(const struct scenario_entry *e,
                          struct scenario_errors *warnings)
{
    /* The statement of each copy names every recipient. */
    if (!entries_takes_protection(e->verb) || e->group != SCENARIO_NONE ||
        e->to_count <= WARNINGS_NAMED_MAX)
        return;
    scenario_errors_add(warnings, ERR_LIMIT, e->position,
                        "%zu recipients by name: each of the %zu copies "
                        "names them all; a group is written to once",
                        e->to_count, e->to_count);
}

/* ---- Marks that are too few ---- */

/* Once of each document. */
static void warn_of_marks(const struct scenario *s,
                          const struct scenario_entry *e, bool *warned,
                          struct scenario_errors *warnings)
{
    if (e->protection == SCENARIO_NONE || e->document == SCENARIO_NONE ||
        s->documents[e->document].author != e->from)
        return;

    const struct collusion c =
        collusion_of(s, e->document, &s->protections[e->protection]);

    if (c.needs <= c.places || warned[e->document]) return;
    warned[e->document] = true;
    scenario_errors_add(warnings, ERR_LIMIT, e->position,
                        "%zu place%s for marks in %s: against %u colluder%s "
                        "among %u parties it takes %zu, and so they name "
                        "nobody",
                        c.places, c.places == 1 ? "" : "s",
                        s->documents[e->document].name, c.colluders,
                        c.colluders == 1 ? "" : "s", c.users, c.needs);
}

/* ---- What a policy refuses of the script itself ---- */

/* Acts whose message says something of a document to its recipient; whether it
 * bears the text. */
static const struct {
    enum record_verb verb;
    bool text;
} said[] = {
    {RECORD_VERB_REVIEW, true},   {RECORD_VERB_SEND, true},
    {RECORD_VERB_FORWARD, true},  {RECORD_VERB_REPLY, true},
    {RECORD_VERB_PUBLISH, true},  {RECORD_VERB_LEAK, true},
    {RECORD_VERB_BRIEF, false},   {RECORD_VERB_ANNOUNCE, false},
    {RECORD_VERB_COMMENT, false}, {RECORD_VERB_APPROVE, false},
    {RECORD_VERB_OBJECT, false},
};

static bool may_be_signed(const struct scenario *s,
                          const struct scenario_entry *e)
{
    return e->protection != SCENARIO_NONE &&
           s->protections[e->protection].sign != SIGN_NONE;
}

/* True where a session may authenticate the sender: whoever begins it, some
 * static key takes part. */
static bool may_authenticate(const struct scenario *s,
                             const struct scenario_entry *e, uint32_t over)
{
    const struct scenario_protection *p =
        e->protection == SCENARIO_NONE ? NULL : &s->protections[e->protection];
    const struct scenario_channel *c =
        over == SCENARIO_NONE ? NULL : &s->channels[over];

    if (e->group != SCENARIO_NONE) return true;
    if (p && p->session == SESSION_RATCHET) return true;
    if (!c || c->medium != MEDIUM_NETWORK || (p && p->session == SESSION_NONE))
        return false;
    const char *pattern = p && p->pattern ? p->pattern : c->handshake;
    return pattern[0] != 'N' || pattern[1] != 'N';
}

static void warn_of_refusal(const struct scenario *s,
                            const struct scenario_entry *e, bool text,
                            struct scenario_errors *warnings)
{
    for (size_t i = 0; i < e->to_count; i++) {
        const struct scenario_rule *r = policies_rule(s, e->to[i], e->from);
        const char *lack = !r ? NULL
                           : r->sign && text && !may_be_signed(s, e)
                               ? "it is not signed"
                           : r->session == RULE_SESSION_AUTHENTICATED &&
                                   !may_authenticate(s, e, e->over[i])
                               ? "no session authenticates its sender"
                               : NULL;
        if (!lack) continue;
        scenario_errors_add(warnings, ERR_FORMAT, e->position,
                            "%s's policy refuses it: %s",
                            s->parties[e->to[i]].name, lack);
        return;
    }
}

static void warn_of_refusals(const struct scenario *s,
                             const struct scenario_entry *e,
                             struct scenario_errors *warnings)
{
    for (size_t i = 0; i < FIELD_COUNT(said); i++)
        if (said[i].verb == e->verb)
            warn_of_refusal(s, e, said[i].text, warnings);
}

/* ---- Rules that decide on nothing ---- */

/* The parties that rules of the party at hand have decided on. */
struct warnings_decided {
    uint32_t *by; /* each party: the last party whose rules did, from 1 */
    uint32_t now;
};

/* Notes that a rule decides; false: another one, before it, did for them all.
 * No party writes to itself. */
static bool note_rule(const struct scenario *s, struct warnings_decided *d,
                      const struct scenario_rule *r)
{
    const size_t count = r->from_count > 0 ? r->from_count : s->party_count;
    bool any = false;

    for (size_t i = 0; i < count; i++) {
        const uint32_t from = r->from_count > 0 ? r->from[i] : (uint32_t)i;
        any = any || d->by[from] != d->now;
        d->by[from] = d->now;
    }
    return any;
}

static void warn_of_rules(const struct scenario *s, uint32_t party,
                          struct warnings_decided *d,
                          struct scenario_errors *warnings)
{
    const struct scenario_party *p = &s->parties[party];

    d->now = party + 1;
    d->by[party] = d->now;
    for (size_t i = 0; i < p->rule_count; i++)
        if (!note_rule(s, d, &p->rules[i]))
            scenario_errors_add(warnings, ERR_FORMAT, p->rules[i].position,
                                "a rule that never decides: rules before it "
                                "decide for all that it names");
}

void warnings_find(const struct scenario *s, struct scenario_errors *warnings)
{
    struct arena a;

    arena_init(&a);
    struct warnings_decided decided = {
        .by = arena_array(&a, s->party_count, sizeof *decided.by)};

    bool *warned = arena_array(&a, s->document_count, sizeof *warned);

    warnings->warnings = true;
    for (uint32_t i = 0; i < s->party_count; i++)
        warn_of_rules(s, i, &decided, warnings);
    for (size_t i = 0; i < s->entry_count; i++) {
        warn_of_names(&s->entries[i], warnings);
        warn_of_marks(s, &s->entries[i], warned, warnings);
        warn_of_refusals(s, &s->entries[i], warnings);
    }
    scenario_errors_sort(warnings);
    arena_fini(&a);
}
