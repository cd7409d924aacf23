#include "scenario/stock.h"

#include <string.h>

static const struct scenario_protection stock[] = {
    {.name = "open", .session = SESSION_NONE},
    {.name = "signed", .sign = SIGN_ED25519, .session = SESSION_NONE},
    {.name = "age", .seal = SEAL_AGE, .session = SESSION_NONE},
    {.name = "hpke-base", .seal = SEAL_HPKE_BASE, .session = SESSION_NONE},
    {.name = "hpke-auth", .seal = SEAL_HPKE_AUTH, .session = SESSION_NONE},
    {.name = "signed-age",
     .sign = SIGN_ED25519,
     .seal = SEAL_AGE,
     .session = SESSION_NONE},
    {.name = "age-signed",
     .sign = SIGN_ED25519,
     .seal = SEAL_AGE,
     .order = ORDER_SEAL_THEN_SIGN,
     .session = SESSION_NONE},
    {.name = "noise-NN", .session = SESSION_NOISE, .pattern = "NN"},
    {.name = "noise-XX", .session = SESSION_NOISE, .pattern = "XX"},
    {.name = "noise-IK", .session = SESSION_NOISE, .pattern = "IK"},
    {.name = "noise-KK", .session = SESSION_NOISE, .pattern = "KK"},
    {.name = "ratchet", .session = SESSION_RATCHET},
    {.name = "padded",
     .sign = SIGN_ED25519,
     .seal = SEAL_AGE,
     .padding = PADDING_KIND_PADME,
     .session = SESSION_NONE},
};

enum { STOCK = sizeof stock / sizeof *stock };

static bool stock_has(const struct scenario *s, const char *name)
{
    for (size_t i = 0; i < s->protection_count; i++)
        if (strcmp(s->protections[i].name, name) == 0) return true;
    return false;
}

void stock_add(struct scenario *s, struct arena *a)
{
    struct scenario_protection *all =
        arena_array(a, s->protection_count + STOCK, sizeof *all);
    size_t count = s->protection_count;

    if (count > 0) memcpy(all, s->protections, count * sizeof *all);
    for (size_t i = 0; i < STOCK; i++)
        if (!stock_has(s, stock[i].name)) all[count++] = stock[i];
    s->protections = all;
    s->protection_count = count;
}

const char *stock_name(size_t i)
{
    return i < STOCK ? stock[i].name : NULL;
}
