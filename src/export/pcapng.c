#include "export/pcapng.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/utf8.h"
#include "base/writer.h"
#include "opener/dissect.h"

/* Writes a pcapng file block by block: the section header, one interface for
 * each channel (and, when opened, two more, for messages and for copies), the
 * names of the parties' addresses, then a packet for each frame sent, followed
 * by its decrypted layers. A block is put together in memory between
 * begin_block and end_block, which fills in its length at both ends. */

/* The blocks and options of the pcapng draft
 * (draft-ietf-opsawg-pcapng, sections 3.5 and 4). */
enum {
    BLOCK_SECTION = 0x0a0d0d0a,
    BLOCK_INTERFACE = 1,
    BLOCK_NAMES = 4,
    BLOCK_PACKET = 6,
    BYTE_ORDER_MAGIC = 0x1a2b3c4d,
    OPTION_END = 0,
    OPTION_COMMENT = 1,
    SECTION_APPLICATION = 4,
    INTERFACE_NAME = 2,
    INTERFACE_DESCRIPTION = 3,
    INTERFACE_RESOLUTION = 9,
    PACKET_ID = 5,
    NAME_IPV4 = 1,
    NAMES_END = 0,
    NANOSECONDS = 9, /* ten to the minus so many seconds */
    OPTIONS_SIZE = 2 * (4 + PCAPNG_COMMENT_SIZE) + 64,
    /* Within a comment, so that all of them and the rest fit. */
    FACT_SIZE = PCAPNG_COMMENT_SIZE / 5
};

/* Wireshark counts conversations between addresses only, so that each actor
 * has one: behind 10.0.0.0, by its place. The one after them is anybody else's.
 */
static const uint32_t addresses = 0x0a000000;

/* The layers that packets hold, in the order of the interfaces. */
enum pcapng_layer { LAYER_FRAME, LAYER_MESSAGE, LAYER_COPY, LAYER_COUNT };

static const struct {
    unsigned link;
    const char *prefix; /* of the interface's name */
} layers[LAYER_COUNT] = {
    [LAYER_FRAME] = {PCAPNG_FRAME, ""},
    [LAYER_MESSAGE] = {PCAPNG_MESSAGE, "opened:"},
    [LAYER_COPY] = {PCAPNG_COPY, "unsealed:"},
};

/* The file being written, and its current block. */
struct pcapng_book {
    struct job *job;
    struct arena arena;
    struct writer block;
};

static void put16(struct writer *w, unsigned value)
{
    const uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};

    writer_put(w, bytes, sizeof bytes);
}

static void put32(struct writer *w, uint32_t value)
{
    uint8_t bytes[4];

    bytes_put_le32(bytes, value);
    writer_put(w, bytes, sizeof bytes);
}

static void put_padded(struct writer *w, struct bytes b)
{
    static const uint8_t zeros[3] = {0};

    writer_put(w, b.data, b.size);
    writer_put(w, zeros, (4 - b.size % 4) % 4);
}

static void put_option(struct writer *w, unsigned code, struct bytes value)
{
    put16(w, code);
    put16(w, (unsigned)value.size);
    put_padded(w, value);
}

/* A text is cut rather than refused: names in a journal may be of any size. */
static void put_text(struct writer *w, unsigned code, const char *text)
{
    char clean[PCAPNG_COMMENT_SIZE];

    utf8_clean(clean, sizeof clean, bytes_of_text(text));
    put_option(w, code, bytes_of_text(clean));
}

/* Begins a block: `size` is that of its body without the options. */
static struct writer *begin_block(struct pcapng_book *b, uint32_t type,
                                  size_t size)
{
    const size_t capacity = size + OPTIONS_SIZE;

    arena_reset(&b->arena);
    writer_init(&b->block, arena_alloc(&b->arena, capacity), capacity);
    put32(&b->block, type);
    put32(&b->block, 0);
    return &b->block;
}

/* The length stands before and after what the block holds. */
static void end_block(struct pcapng_book *b)
{
    struct writer *w = &b->block;

    put_option(w, OPTION_END, (struct bytes){0});
    const uint32_t size = (uint32_t)w->size + 4;
    put32(w, size);
    bytes_put_le32(w->data + 4, size);
    fwrite(w->data, 1, w->size, b->job->out);
}

static void put_section(struct pcapng_book *b)
{
    const struct record_header *h = &b->job->reader->header;
    struct writer *w = begin_block(b, BLOCK_SECTION, 32);

    put32(w, BYTE_ORDER_MAGIC);
    put16(w, 1); /* version 1.0 */
    put16(w, 0);
    put32(w, UINT32_MAX); /* of a length that is not known */
    put32(w, UINT32_MAX);
    put_text(w, SECTION_APPLICATION,
             arena_format(&b->arena, "demarche %s", h->tool_version));
    put_text(w, OPTION_COMMENT,
             arena_format(
                 &b->arena, "%s (%s, seed %" PRIu64 ", run %" PRIu64 ")",
                 b->job->scenario->title, h->scenario_name, h->seed, h->run));
    end_block(b);
}

static void put_interface(struct pcapng_book *b, enum pcapng_layer layer,
                          const char *name, const char *description)
{
    const uint8_t resolution = NANOSECONDS;
    struct writer *w = begin_block(b, BLOCK_INTERFACE, 32);

    put16(w, layers[layer].link);
    put16(w, 0);
    put32(w, PCAPNG_PACKET_MAX);
    put_text(w, INTERFACE_NAME,
             arena_format(&b->arena, "%s%s", layers[layer].prefix, name));
    put_text(w, INTERFACE_DESCRIPTION, description);
    put_option(w, INTERFACE_RESOLUTION, bytes_of(&resolution, 1));
    end_block(b);
}

/* An interface a channel, and one for frames on none of them. */
static void put_interfaces(struct pcapng_book *b, enum pcapng_layer layer)
{
    const struct scenario *sc = b->job->scenario;

    for (size_t i = 0; i < sc->channel_count; i++) {
        const struct scenario_channel *c = &sc->channels[i];

        put_interface(b, layer, c->name, scenario_medium_name(c->medium));
    }
    put_interface(b, layer, "elsewhere",
                  "the open press, and channels that no scenario names");
}

static uint32_t interface_of(const struct scenario *sc, const char *channel)
{
    uint32_t i = 0;

    while (i < sc->channel_count &&
           (!channel || strcmp(sc->channels[i].name, channel) != 0))
        i++;
    return i;
}

static uint32_t address_of(const struct job *j, const char *name)
{
    return addresses + 1 + job_party(j, name);
}

/* Section 4.5 of the draft: an address and the name that it stands for. */
static void put_name(struct writer *w, uint32_t address, const char *name)
{
    uint8_t value[4 + FACT_SIZE];
    char *const clean = (char *)value + 4;

    bytes_put_be32(value, address);
    utf8_clean(clean, FACT_SIZE, bytes_of_text(name));
    put_option(w, NAME_IPV4, bytes_of(value, 4 + strlen(clean) + 1));
}

static void put_names(struct pcapng_book *b)
{
    const uint32_t last = (uint32_t)b->job->scenario->actor_count;
    struct writer *w =
        begin_block(b, BLOCK_NAMES, (last + 2) * (2 * 4 + 4 + FACT_SIZE));

    for (uint32_t i = 0; i <= last; i++)
        put_name(w, addresses + 1 + i, job_party_name(b->job, i));
    put_option(w, NAMES_END, (struct bytes){0});
    end_block(b);
}

/* A fact of a comment, left out where there is no value. */
static const char *put_fact(struct arena *a, const char *facts, const char *key,
                            const char *value)
{
    char clean[FACT_SIZE];

    if (!value) return facts;
    utf8_clean(clean, sizeof clean, bytes_of_text(value));
    for (char *p = clean; (p = strchr(p, ';'));)
        *p = '?'; /* no name makes up a fact */
    return arena_format(a, "%s%s%s: %s", facts, *facts ? "; " : "", key, clean);
}

static const char *put_address(struct arena *a, const char *facts,
                               const char *key, uint32_t address)
{
    return put_fact(a, facts, key,
                    arena_format(a, "%u.%u.%u.%u", address >> 24,
                                 address >> 16 & 255, address >> 8 & 255,
                                 address & 255));
}

/* The facts that the bytes do not contain, in a notation that demarche.lua
 * reads again. */
static const char *packet_comment(struct pcapng_book *b,
                                  const struct job_event *event,
                                  const char *opened)
{
    const struct record *r = &event->record;
    struct arena *a = &b->arena;
    const char *facts = "";

    facts = put_fact(a, facts, "from", r->party);
    facts = put_fact(a, facts, "to", r->peer);
    facts = put_fact(a, facts, "channel", r->channel);
    if (r->exchange > 0)
        facts = put_fact(a, facts, "exchange",
                         arena_format(a, "%" PRIu64, r->exchange));
    facts =
        put_fact(a, facts, "record", arena_format(a, "%" PRIu64, event->seq));
    facts = put_address(a, facts, "source", address_of(b->job, r->party));
    facts = put_address(a, facts, "destination", address_of(b->job, r->peer));
    return put_fact(a, facts, "opened", opened);
}

/* Section 4.3 of the draft. */
static void put_packet(struct pcapng_book *b, const struct job_event *event,
                       enum pcapng_layer layer, struct bytes data,
                       const char *opened)
{
    const struct record *r = &event->record;
    const struct scenario *sc = b->job->scenario;
    const struct bytes kept =
        bytes_of(data.data,
                 data.size < PCAPNG_PACKET_MAX ? data.size : PCAPNG_PACKET_MAX);
    const uint64_t time = (uint64_t)event->time;
    struct writer *w = begin_block(b, BLOCK_PACKET, kept.size + 64);
    uint8_t id[8];

    bytes_put_le64(id, event->seq);
    put32(w, interface_of(sc, r->channel) +
                 (uint32_t)(sc->channel_count + 1) * layer);
    put32(w, (uint32_t)(time >> 32));
    put32(w, (uint32_t)time);
    put32(w, (uint32_t)kept.size);
    put32(w, (uint32_t)data.size);
    put_padded(w, kept);
    put_option(w, PACKET_ID, bytes_of(id, sizeof id));
    put_option(w, OPTION_COMMENT,
               bytes_of_text(packet_comment(b, event, opened)));
    end_block(b);
}

/* The decrypted layers of a frame, a packet each. */
static void put_opened(struct pcapng_book *b, struct dissect *d,
                       struct arena *a, const struct job_event *event)
{
    struct opener_layers l;

    arena_reset(a);
    if (!dissect_frame(d, &event->frame, a, &l)) return;
    if ((l.frame.type == FRAME_TRANSPORT || l.frame.type == FRAME_HANDSHAKE) &&
        l.raw.size > 0)
        put_packet(b, event, LAYER_MESSAGE, l.raw, "with the session's keys");
    if (l.opened_by != OPENER_NONE && l.plain.size > 0)
        put_packet(b, event, LAYER_COPY, l.plain,
                   arena_format(a, "with %s's key",
                                b->job->scenario->parties[l.opened_by].name));
}

static void put_packets(struct pcapng_book *b, struct dissect *d)
{
    struct job_event event;
    struct arena a;

    arena_init(&a);
    while (job_next(b->job, &event)) {
        if (event.record.kind != RECORD_FRAME_SENT) continue;
        put_packet(b, &event, LAYER_FRAME, event.record.data, NULL);
        if (d) put_opened(b, d, &a, &event);
    }
    arena_fini(&a);
}

enum err pcapng_write(struct job *j, struct errmsg *e)
{
    struct pcapng_book b = {.job = j};
    struct dissect d;

    assert(j->out);
    (void)e;
    if (j->opened) dissect_init(&d, j->reader, j->scenario, SCENARIO_NONE);
    arena_init(&b.arena);
    put_section(&b);
    for (enum pcapng_layer i = 0; i < (j->opened ? LAYER_COUNT : 1); i++)
        put_interfaces(&b, i);
    put_names(&b);
    put_packets(&b, j->opened ? &d : NULL);
    arena_fini(&b.arena);
    if (j->opened) dissect_fini(&d);
    return ERR_OK;
}
