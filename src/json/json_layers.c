#include "json/json_layers.h"

#include "document/document.h"
#include "json/json_run.h"
#include "opener/traits.h"
#include "scenario/scenario_query.h"
#include "view/layer_tree.h"

/* Writes what holds of the frame as a whole, the secrets that decrypt it, and
 * then each layer of the tree that view/layers draws: its bytes, its fields
 * and, by what it is, what a reader needs to verify it: a statement's key and
 * signature, the root of a copy, a portion's leaf hash. */

static void put_answer(struct json *j, const char *key,
                       enum traits_answer answer)
{
    if (answer == TRAITS_UNKNOWN)
        json_null(j, key);
    else
        json_bool(j, key, answer == TRAITS_YES);
}

static void put_secrets(struct json *j, const struct opener_layers *l,
                        bool reveal)
{
    json_open_array(j, "secrets");
    for (size_t i = 0; i < l->secret_count && !l->repeats; i++) {
        const struct opener_secret *s = &l->secrets[i];
        json_open_object(j, NULL);
        json_text(j, "name", s->name);
        json_text(j, "fingerprint", s->fingerprint);
        if (reveal) json_hex(j, "key", s->key);
        json_close(j);
    }
    json_close(j);
}

static const char *form_name(enum field_map_form form)
{
    static const char *const names[FIELD_MAP_FORM_COUNT] = {
        [FIELD_MAP_FRAME] = "frame",
        [FIELD_MAP_HANDSHAKE] = "handshake",
        [FIELD_MAP_TRANSPORT] = "transport",
        [FIELD_MAP_INITIAL] = "initial",
        [FIELD_MAP_RATCHET] = "ratchet",
        [FIELD_MAP_GROUP] = "group",
        [FIELD_MAP_AGE] = "age",
        [FIELD_MAP_HPKE] = "hpke",
        [FIELD_MAP_MESSAGE] = "message",
        [FIELD_MAP_COPY] = "copy",
        [FIELD_MAP_STATEMENT] = "statement",
        [FIELD_MAP_PORTION] = "portion",
        [FIELD_MAP_CREDENTIAL] = "credential",
        [FIELD_MAP_RECORD] = "record",
        [FIELD_MAP_OPAQUE] = "bytes",
    };

    return names[form];
}

static void put_fields(struct json *j, struct arena *a,
                       const struct layer_tree *t,
                       const struct layer_tree_layer *layer)
{
    struct field_map map;

    field_map_of(&map, a, layer->form, t->opened, layer->bytes);
    json_open_array(j, "fields");
    for (size_t i = 0; i < map.count; i++) {
        const struct field_map_part *part = &map.parts[i];
        json_open_object(j, NULL);
        json_number(j, "at", part->at);
        json_number(j, "size", part->size);
        json_number(j, "depth", part->depth);
        json_text(j, "name", part->name);
        json_text(j, "value", part->value);
        json_close(j);
    }
    json_close(j);
}

/* All of the bytes of a layer. */
static void put_range(struct json *j, const char *key, size_t layer,
                      size_t size)
{
    json_open_object(j, key);
    json_number(j, "layer", layer);
    json_number(j, "at", 0);
    json_number(j, "size", size);
    json_close(j);
}

/* The signature, whose layer comes next, is over the statement's bytes as they
 * are, their context included. An unsigned one covers nothing. */
static void put_statement(struct json *j, const struct layer_tree *t,
                          const struct opener_statement *d, size_t number)
{
    const struct message_statement *s = &d->statement;
    const bool known =
        scenario_find_party(t->scenario, s->signer) != SCENARIO_NONE;

    json_text(j, "purpose", message_purpose_name(s->purpose));
    json_text(j, "signer", s->signer);
    json_text(j, "document", s->document);
    json_hex(j, "root", bytes_of(s->root, sizeof s->root));
    if (d->bytes.signature.size == 0) {
        json_null(j, "signature");
        return;
    }
    put_range(j, "signature", number + 1, d->bytes.signature.size);
    put_range(j, "covers", number, d->bytes.statement.size);
    if (known)
        json_hex(j, "key", bytes_of(d->signer.sign, sizeof d->signer.sign));
    else
        json_null(j, "key");
    json_bool(j, "holds", d->holds);
}

static void put_portion(struct json *j, const struct layer_tree_layer *layer)
{
    const struct message_leaf *leaf = layer->leaf;
    const struct message_portion *p = layer->portion;
    const bool hidden = leaf->portion.size == 0;
    const struct merkle_hash hash = merkle_leaf(leaf->portion);

    json_bool(j, "hidden", hidden);
    json_hex(j, "leaf",
             hidden ? bytes_of(leaf->hash, sizeof leaf->hash)
                    : bytes_of(hash.bytes, sizeof hash.bytes));
    if (!p->name) return;
    json_text(j, "portion", p->name);
    json_text(j, "text", p->text);
    json_hex(j, "salt", bytes_of(p->salt, sizeof p->salt));
}

static void put_link(struct json *j, const char *key, uint32_t layer)
{
    if (layer == LAYER_TREE_NONE)
        json_null(j, key);
    else
        json_number(j, key, layer);
}

static void put_layer(struct json *j, struct arena *a,
                      const struct layer_tree *t, size_t number)
{
    const struct layer_tree_layer *layer = &t->layers[number];

    json_open_object(j, NULL);
    json_text(j, "name", layer->name);
    json_text(j, "form", form_name(layer->form));
    json_text(j, "words", layer->words);
    json_bool(j, "malformed", layer->malformed);
    json_number(j, "size", layer->bytes.size);
    put_link(j, "within", layer->within);
    json_number(j, "at", layer->at);
    put_link(j, "of", layer->of);
    json_hex(j, "hex", layer->bytes);
    put_fields(j, a, t, layer);
    if (layer->statement) put_statement(j, t, layer->statement, number);
    if (layer->copy) {
        const struct merkle_hash root =
            document_root(layer->copy->leaves, layer->copy->leaf_count);
        json_hex(j, "root", bytes_of(root.bytes, sizeof root.bytes));
    }
    if (layer->leaf) put_portion(j, layer);
    json_close(j);
}

static void put_head(struct json *j, const struct scenario *sc,
                     const struct opener_layers *l, size_t number)
{
    const struct traits t = traits_of(l);

    json_number(j, "frame", number);
    json_number(j, "record", l->seq);
    json_time(j, "time", l->time);
    json_run_party(j, "from", sc, l->from);
    json_run_party(j, "to", sc, l->to);
    json_text(j, "channel", l->channel);
    if (l->exchange > 0)
        json_number(j, "exchange", l->exchange);
    else
        json_null(j, "exchange");
    if (l->repeats)
        json_number(j, "repeats", l->repeats);
    else
        json_null(j, "repeats");
    put_answer(j, "sealed", t.sealed);
    put_answer(j, "signed", t.is_signed);
    put_answer(j, "session", t.session);
    json_run_party(j, "opened_by", sc, l->opened_by);
}

void json_layers_put(struct json *j, const struct scenario *sc,
                     const struct opener_layers *l, size_t number, bool reveal)
{
    struct layer_tree t;
    struct arena a;

    arena_init(&a);
    json_open_object(j, NULL);
    put_head(j, sc, l, number);
    put_secrets(j, l, reveal);
    json_open_array(j, "layers");
    if (!l->repeats) {
        layer_tree_of(&t, &a, sc, l);
        for (size_t i = 0; i < t.count; i++)
            put_layer(j, &a, &t, i);
    }
    json_close(j);
    json_close(j);
    arena_fini(&a);
}
