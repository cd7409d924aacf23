#include "scenario/protections.h"

#include "scenario/channels.h"
#include "scenario/value.h"

/* Each protection is read by one table of keys (protections_read_one); the
 * readers of keys that need another one, such as a mark or a session of Noise,
 * look at what the keys before them in the table have set. An order is checked
 * last, for it needs two of them. */

static const char *const signs[] = {"none", "ed25519"};
static const char *const seals[] = {"none", "age", "hpke-base", "hpke-auth"};
static const char *const marks[] = {"none", "per-copy", "shared"};
static const char *const sessions[] = {"none", "noise", "ratchet"};
static const char *const binds[] = {"names", "keys"};
static const char *const orders[] = {"sign-then-seal", "seal-then-sign"};
static const char *const payloads[] = {"session", "early"};
static const char *const paddings[] = {"none", "padme", "blocks"};

static const struct name_words sign_words = FIELD_WORDS(signs);
static const struct name_words seal_words = FIELD_WORDS(seals);
static const struct name_words mark_words = FIELD_WORDS(marks);
static const struct name_words session_words = FIELD_WORDS(sessions);
static const struct name_words bind_words = FIELD_WORDS(binds);
static const struct name_words order_words = FIELD_WORDS(orders);
static const struct name_words payload_words = FIELD_WORDS(payloads);
const struct name_words protections_paddings = FIELD_WORDS(paddings);

/* A key of Noise sessions alone. */
static void check_noise(struct load *l, const struct yaml_node *node,
                        const struct field *field, const void *out)
{
    const struct scenario_protection *protection = out;

    if (protection->session != SESSION_NOISE)
        load_wrong(l, node->key_position, "\"%s\" needs session: noise",
                   field->key);
}

static void read_pattern(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    check_noise(l, node, field, out);
    value_word_text(l, node, field, out);
}

static void read_payload(struct load *l, const struct yaml_node *node,
                         const struct field *field, void *out)
{
    check_noise(l, node, field, out);
    value_word(l, node, field, out);
}

static void read_bind(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    const struct scenario_protection *protection = out;

    if (protection->session != SESSION_RATCHET)
        load_wrong(l, node->key_position, "\"bind\" needs session: ratchet");
    value_word(l, node, field, out);
}

static void read_colluders(struct load *l, const struct yaml_node *node,
                           const struct field *field, void *out)
{
    struct scenario_protection *protection = out;

    if (protection->mark == MARK_NONE)
        load_wrong(l, node->key_position, "\"colluders\" needs a mark");
    value_count(l, node, field, out);
    if (protection->colluders > SCENARIO_COLLUDERS_MAX)
        load_wrong(l, node->position, "\"%.64s\", expected at most %d",
                   node->text, SCENARIO_COLLUDERS_MAX);
}

static const struct field fields[] = {
    {.key = "sign",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, sign),
     .words = &sign_words},
    {.key = "seal",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, seal),
     .words = &seal_words},
    {.key = "receipt",
     .read = value_yes_no,
     .offset = offsetof(struct scenario_protection, receipt),
     .words = &value_yes_no_words},
    {.key = "mark",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, mark),
     .words = &mark_words},
    {.key = "colluders",
     .read = read_colluders,
     .offset = offsetof(struct scenario_protection, colluders)},
    {.key = "session",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, session),
     .words = &session_words},
    {.key = "pattern",
     .read = read_pattern,
     .offset = offsetof(struct scenario_protection, pattern),
     .words = &channels_handshakes},
    {.key = "payload",
     .read = read_payload,
     .offset = offsetof(struct scenario_protection, payload),
     .words = &payload_words},
    {.key = "bind",
     .read = read_bind,
     .offset = offsetof(struct scenario_protection, bind),
     .words = &bind_words},
    {.key = "order",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, order),
     .words = &order_words},
    {.key = "padding",
     .read = value_word,
     .offset = offsetof(struct scenario_protection, padding),
     .words = &protections_paddings},
};

const struct field_section protections_section = {"a protection", fields,
                                                  FIELD_COUNT(fields)};

/* An order is one of two things that are done. */
void protections_read_one(struct load *l, const struct yaml_node *node,
                          struct scenario_protection *p)
{
    const struct yaml_node *given[FIELD_COUNT(fields)] = {NULL};

    (void)field_read(l, node, &protections_section, p, given);
    if (p->order != ORDER_SEAL_THEN_SIGN ||
        (p->sign != SIGN_NONE && p->seal != SEAL_NONE))
        return;
    for (size_t i = 0; i < FIELD_COUNT(fields); i++)
        if (fields[i].words == &order_words)
            load_wrong(l, given[i]->position,
                       "seal-then-sign needs both a seal and a sign");
}

void protections_read(struct load *l, const struct yaml_node *node,
                      const struct field *field, void *out)
{
    struct scenario *s = out;
    size_t count = field_names(l, node, "protection", SCENARIO_PROTECTIONS_MAX,
                               &l->protections);
    struct scenario_protection *protections =
        arena_array(l->arena, count, sizeof *protections);
    const struct yaml_node *n = node->first;

    (void)field;
    for (size_t i = 0; i < count; i++, n = n->next) {
        protections[i] = (struct scenario_protection){
            .name = n->key,
            .session = SESSION_OF_CHANNEL,
            .position = n->key_position,
        };
        protections_read_one(l, n, &protections[i]);
    }
    s->protections = protections;
    s->protection_count = count;
}
