#include "crypto/age_header.h"

#include <string.h>

#include "crypto/base64.h"

/* A header is a version line, the stanzas, a mark and a MAC. Each part has a
 * function that writes it and one that takes it off the front of the text. A
 * stanza is a line of arguments and a body in Base64; read_arguments and
 * read_body check the shape of any stanza, and only that of an X25519 recipient
 * is read any further. Readers work on a copy of `rest` and move it at the end,
 * so that a failure takes nothing. */

enum {
    COLUMNS = 64,   /* of a full line of a body */
    LINE_SIZE = 48, /* bytes in such a line */
    ARGUMENTS_KEPT = 2
};

static const char version_line[] = "age-encryption.org/v1\n";
static const char stanza_start[] = "-> ";
static const char x25519_type[] = "X25519";
static const char scrypt_type[] = "scrypt";
static const char mark[] = "---";

static void write_value(struct writer *out,
                        const uint8_t value[AGE_HEADER_VALUE_SIZE])
{
    base64_encode(out, BASE64_BARE, bytes_of(value, AGE_HEADER_VALUE_SIZE));
}

void age_header_write_version(struct writer *out)
{
    writer_put_text(out, version_line);
}

void age_header_write_stanza(struct writer *out,
                             const struct age_header_stanza *stanza)
{
    writer_put_text(out, stanza_start);
    writer_put_text(out, x25519_type);
    writer_put_text(out, " ");
    write_value(out, stanza->share);
    writer_put_text(out, "\n");
    write_value(out, stanza->body);
    writer_put_text(out, "\n");
}

void age_header_write_mark(struct writer *out)
{
    writer_put_text(out, mark);
}

void age_header_write_mac(struct writer *out,
                          const uint8_t mac[AGE_HEADER_VALUE_SIZE])
{
    writer_put_text(out, " ");
    write_value(out, mac);
    writer_put_text(out, "\n");
}

/* Takes this text off the front. */
static enum err read_text(struct bytes *rest, const char *text)
{
    const struct bytes expected = bytes_of_text(text);

    if (rest->size < expected.size ||
        !bytes_equal(bytes_of(rest->data, expected.size), expected))
        return ERR_FORMAT;
    *rest = bytes_from(*rest, expected.size);
    return ERR_OK;
}

/* Takes a line and its line feed, which the line given does not have. */
static enum err read_line(struct bytes *rest, struct bytes *line)
{
    const uint8_t *end =
        rest->size > 0 ? memchr(rest->data, '\n', rest->size) : NULL;

    if (!end) return ERR_FORMAT;
    *line = bytes_of(rest->data, (size_t)(end - rest->data));
    *rest = bytes_from(*rest, line->size + 1);
    return ERR_OK;
}

static enum err read_value(struct bytes text,
                           uint8_t value[AGE_HEADER_VALUE_SIZE])
{
    uint8_t read[LINE_SIZE];
    struct writer w;

    writer_init(&w, read, sizeof read);
    if (base64_decode(&w, BASE64_BARE, text)) return ERR_FORMAT;
    if (w.size != AGE_HEADER_VALUE_SIZE) return ERR_FORMAT;
    memcpy(value, read, AGE_HEADER_VALUE_SIZE);
    return ERR_OK;
}

/* argument *(SP argument), where argument = 1*VCHAR: counts all of them and
 * keeps the first ones. */
static enum err read_arguments(struct bytes line,
                               struct bytes kept[ARGUMENTS_KEPT], size_t *count)
{
    size_t start = 0;

    *count = 0;
    for (size_t i = 0; i <= line.size; i++) {
        if (i < line.size && line.data[i] != ' ') {
            if (line.data[i] < '!' || line.data[i] > '~') return ERR_FORMAT;
            continue;
        }
        if (i == start) return ERR_FORMAT;
        if (*count < ARGUMENTS_KEPT)
            kept[*count] = bytes_of(line.data + start, i - start);
        (*count)++;
        start = i + 1;
    }
    return ERR_OK;
}

/* *full-line final-line. A body of 32 bytes, the only size of use here, is a
 * final line alone, so the last line's bytes are all that is kept. */
static enum err read_body(struct bytes *rest, uint8_t last[LINE_SIZE],
                          size_t *size)
{
    struct bytes line;

    *size = 0;
    do {
        struct writer w;
        enum err rc = read_line(rest, &line);
        if (rc) return rc;
        if (line.size > COLUMNS) return ERR_FORMAT;
        writer_init(&w, last, LINE_SIZE);
        if (base64_decode(&w, BASE64_BARE, line)) return ERR_FORMAT;
        *size += w.size;
    } while (line.size == COLUMNS);
    return ERR_OK;
}

static enum age_header_type type_of(struct bytes name)
{
    if (bytes_equal(name, bytes_of_text(x25519_type))) return AGE_HEADER_X25519;
    if (bytes_equal(name, bytes_of_text(scrypt_type))) return AGE_HEADER_SCRYPT;
    return AGE_HEADER_OTHER;
}

enum err age_header_read_version(struct bytes *rest)
{
    return read_text(rest, version_line);
}

enum err age_header_read_stanza(struct bytes *rest,
                                struct age_header_stanza *stanza)
{
    struct age_header_stanza read = {.type = AGE_HEADER_OTHER};
    struct bytes at = *rest, line, arguments[ARGUMENTS_KEPT];
    uint8_t body[LINE_SIZE];
    size_t count, size;

    enum err rc = read_text(&at, stanza_start);
    if (rc) return rc;
    rc = read_line(&at, &line);
    if (rc) return rc;
    rc = read_arguments(line, arguments, &count);
    if (rc) return rc;
    rc = read_body(&at, body, &size);
    if (rc) return rc;

    read.type = type_of(arguments[0]);
    if (read.type == AGE_HEADER_X25519) {
        if (count != 2 || size != AGE_HEADER_VALUE_SIZE) return ERR_FORMAT;
        rc = read_value(arguments[1], read.share);
        if (rc) return rc;
        memcpy(read.body, body, AGE_HEADER_VALUE_SIZE);
    }
    *rest = at;
    *stanza = read;
    return ERR_OK;
}

enum err age_header_read_mark(struct bytes *rest)
{
    return read_text(rest, mark);
}

enum err age_header_read_mac(struct bytes *rest,
                             uint8_t mac[AGE_HEADER_VALUE_SIZE])
{
    struct bytes at = *rest, line;
    uint8_t read[AGE_HEADER_VALUE_SIZE];

    enum err rc = read_text(&at, " ");
    if (rc) return rc;
    rc = read_line(&at, &line);
    if (rc) return rc;
    rc = read_value(line, read);
    if (rc) return rc;
    *rest = at;
    memcpy(mac, read, sizeof read);
    return ERR_OK;
}
