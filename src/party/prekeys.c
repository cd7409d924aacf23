#include "party/prekeys.h"

#include <assert.h>
#include <string.h>

#include "party/party.h"

enum { SIGNED_ID = 1 }; /* of the one signed prekey; others from 1, too */

void prekeys_init(struct prekeys *k, size_t count)
{
    assert(count <= PREKEYS_MAX);
    *k = (struct prekeys){.count = count};
}

void prekeys_fini(struct prekeys *k)
{
    x3dh_prekey_fini(&k->signed_prekey);
    for (size_t i = 0; k->one_time && i < k->count; i++)
        x3dh_prekey_fini(&k->one_time[i]);
}

void prekeys_draw(struct x3dh_prekey *out, const struct rng_root *root,
                  const char *party, const char *kind, uint32_t id)
{
    struct rng rng;

    assert(strcmp(kind, "signed") == 0 || strcmp(kind, "one-time") == 0);
    rng_init_for(&rng, root, party, "prekey/%s/%u", kind, id);
    x3dh_prekey_init(out, id, &rng);
    rng_fini(&rng);
}

struct prekeys_shelf *prekeys_find_shelf(const struct party *p, uint32_t owner)
{
    struct prekeys_shelf *shelf = p->prekeys.shelves;

    while (shelf && shelf->owner != owner)
        shelf = shelf->next;
    return shelf;
}

struct prekeys_shelf *prekeys_add_shelf(struct party *p, uint32_t owner,
                                        size_t count)
{
    struct prekeys_shelf *shelf = arena_alloc(p->arena, sizeof *shelf);

    *shelf = (struct prekeys_shelf){
        .next = p->prekeys.shelves,
        .owner = owner,
        .bundles = arena_array(p->arena, count, sizeof *shelf->bundles),
        .count = count,
        .takers = arena_array(p->arena, count, sizeof *shelf->takers),
    };
    p->prekeys.shelves = shelf;
    return shelf;
}

/* Draws the prekeys and makes a bundle of each. The signed part is the same in
 * all of them, and is signed once. */
struct prekeys_shelf *prekeys_own_shelf(struct party *p)
{
    struct prekeys *k = &p->prekeys;

    if (k->one_time) return prekeys_find_shelf(p, p->self);
    struct prekeys_shelf *shelf = prekeys_add_shelf(p, p->self, k->count);
    k->one_time = arena_array(p->arena, k->count, sizeof *k->one_time);
    prekeys_draw(&k->signed_prekey, &p->root, p->name, "signed", SIGNED_ID);
    for (size_t i = 0; i < k->count; i++) {
        prekeys_draw(&k->one_time[i], &p->root, p->name, "one-time",
                     (uint32_t)i + 1);
        struct x3dh_bundle *b = &shelf->bundles[i];
        if (i == 0)
            x3dh_sign_bundle(b, &p->identity, &k->signed_prekey,
                             &k->one_time[0]);
        else
            *b = shelf->bundles[0];
        b->one_time_id = k->one_time[i].id;
        memcpy(b->one_time, k->one_time[i].public, sizeof b->one_time);
    }
    return shelf;
}

enum err prekeys_find(struct party *p, const struct x3dh_initial *initial,
                      const struct x3dh_prekey **signed_prekey,
                      struct x3dh_prekey **one_time)
{
    struct prekeys *k = &p->prekeys;

    (void)prekeys_own_shelf(p);
    *signed_prekey = &k->signed_prekey;
    *one_time = NULL;
    if (initial->signed_prekey_id != SIGNED_ID) return ERR_MISSING;
    if (!initial->has_one_time) return ERR_OK;
    if (initial->one_time_id == 0 || initial->one_time_id > k->count)
        return ERR_MISSING;
    *one_time = &k->one_time[initial->one_time_id - 1];
    return (*one_time)->id == 0 ? ERR_MISSING : ERR_OK;
}

enum record_reason prekeys_wrong(const struct party *p, uint32_t owner,
                                 const struct x3dh_bundle *bundle)
{
    const enum record_reason reason =
        keyring_reason(p, owner, bundle->identity.agree);

    return reason == REASON_REVOKED || reason == REASON_DISPUTED
               ? reason
               : REASON_BAD_SIGNATURE;
}
