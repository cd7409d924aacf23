#include "party/policy.h"

static bool policy_fits(const struct policy_rule *r, uint32_t peer)
{
    for (size_t i = 0; i < r->from_count; i++)
        if (r->from[i] == peer) return true;
    return r->from_count == 0;
}

bool policy_takes(const struct policy *p, uint32_t peer,
                  const struct policy_shown *shown)
{
    for (size_t i = 0; i < p->rule_count; i++) {
        const struct policy_rule *r = &p->rules[i];
        if (!policy_fits(r, peer)) continue;
        return (!r->sign || !shown->bears_text || shown->is_signed) &&
               (!r->session || shown->authenticated);
    }
    return true;
}
