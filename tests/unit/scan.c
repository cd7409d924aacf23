/* The check before unpacking, on a message of every trouble there is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "wire/scan.h"

/* message Node {
 *     optional Node child = 1;
 *     required uint32 number = 2;
 *     repeated uint64 packed = 3 [packed = true];
 *     repeated string names = 4;
 *     oneof choice { bool yes = 5; fixed32 four = 6; }
 *     optional int32 level = 7;
 *     optional fixed64 eight = 8;
 *     optional Colour colour = 9;  // RED 1, GREEN 3
 * } */
enum { FIELDS = 9 };

static const ProtobufCEnumValue colours[] = {{"RED", "RED", 1},
                                             {"GREEN", "GREEN", 3}};
static const ProtobufCIntRange colour_ranges[] = {{1, 0}, {3, 1}, {0, 2}};
static const ProtobufCEnumDescriptor colour = {
    .magic = PROTOBUF_C__ENUM_DESCRIPTOR_MAGIC,
    .n_values = 2,
    .values = colours,
    .n_value_ranges = 2,
    .value_ranges = colour_ranges,
};
static const ProtobufCMessageDescriptor node;
static const ProtobufCFieldDescriptor fields[FIELDS] = {
    {.id = 1,
     .label = PROTOBUF_C_LABEL_OPTIONAL,
     .type = PROTOBUF_C_TYPE_MESSAGE,
     .descriptor = &node},
    {.id = 2,
     .label = PROTOBUF_C_LABEL_REQUIRED,
     .type = PROTOBUF_C_TYPE_UINT32},
    {.id = 3,
     .label = PROTOBUF_C_LABEL_REPEATED,
     .type = PROTOBUF_C_TYPE_UINT64,
     .flags = PROTOBUF_C_FIELD_FLAG_PACKED},
    {.id = 4,
     .label = PROTOBUF_C_LABEL_REPEATED,
     .type = PROTOBUF_C_TYPE_STRING},
    {.id = 5,
     .label = PROTOBUF_C_LABEL_OPTIONAL,
     .type = PROTOBUF_C_TYPE_BOOL,
     .quantifier_offset = 8,
     .flags = PROTOBUF_C_FIELD_FLAG_ONEOF},
    {.id = 6,
     .label = PROTOBUF_C_LABEL_OPTIONAL,
     .type = PROTOBUF_C_TYPE_FIXED32,
     .quantifier_offset = 8,
     .flags = PROTOBUF_C_FIELD_FLAG_ONEOF},
    {.id = 7,
     .label = PROTOBUF_C_LABEL_OPTIONAL,
     .type = PROTOBUF_C_TYPE_INT32},
    {.id = 8,
     .label = PROTOBUF_C_LABEL_OPTIONAL,
     .type = PROTOBUF_C_TYPE_FIXED64},
    {.id = 9,
     .label = PROTOBUF_C_LABEL_OPTIONAL,
     .type = PROTOBUF_C_TYPE_ENUM,
     .descriptor = &colour},
};
static const ProtobufCIntRange field_ranges[] = {{1, 0}, {0, FIELDS}};
static const ProtobufCMessageDescriptor node = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "Node",
    .n_fields = FIELDS,
    .fields = fields,
    .n_field_ranges = 1,
    .field_ranges = field_ranges,
};

struct row {
    const char *what;
    const char *hex;
};

/* 1001 is the required number = 1. */
static const struct row accepted[] = {
    {"the required field alone", "1001"},
    {"another order", "28011001"},
    {"a child", "0a0210011001"},
    {"the largest uint32", "10ffffffff0f"},
    {"a packed array", "10011a0401020304"},
    {"repeated strings", "10012201612202c3a9"},
    {"an empty string", "10012200"},
    {"four bytes of UTF-8", "10012204f09f9983"},
    {"the first of a oneof", "10012801"},
    {"the second of a oneof", "10013501000000"},
    {"a negative int32", "100138ffffffffffffffffff01"},
    {"eight fixed bytes", "1001410102030405060708"},
    {"a known colour", "10014803"},
};

static const struct row refused[] = {
    {"nothing: the required field is missing", ""},
    {"a child without its required field", "0a001001"},
    {"an unknown field", "10015001"},
    {"field 0", "10010001"},
    {"a tag past 32 bits", "10018880808010 01"},
    {"a singular field twice", "10011001"},
    {"a packed array twice", "10011a01011a0102"},
    {"both members of a oneof", "100128013501000000"},
    {"the wrong wire type", "1501000000"},
    {"a group", "1001130114"},
    {"a packed field unpacked", "10011801"},
    {"an empty packed array", "10011a00"},
    {"a packed array cut within a varint", "10011a0180"},
    {"a length past the end", "1001220561"},
    {"a length of ten bytes", "100122ffffffffffffffffff01"},
    {"a varint cut short", "1080"},
    {"a varint that is not minimal", "108100"},
    {"a varint of eleven bytes", "10808080808080808080808001"},
    {"a uint32 too large", "108080808010"},
    {"an int32 too large", "10013880808080 08"},
    {"an int32 too small", "100138fffffffff7ffffffff01"},
    {"a bool of 2", "10012802"},
    {"an unknown colour", "10014802"},
    {"a negative colour", "100148ffffffffffffffffff01"},
    {"fixed bytes cut short", "100135010000"},
    {"NUL in a string", "10012203610062"},
    {"UTF-8 cut short", "10012201c3"},
    {"UTF-8 continued by nothing", "10012202c361"},
    {"a continuation byte alone", "1001220180"},
    {"overlong UTF-8", "10012202c0af"},
    {"a surrogate", "10012203eda080"},
    {"past U+10FFFF", "10012204f4908080"},
};

static enum err check_hex(const char *hex)
{
    uint8_t bytes[64];
    char digits[129];
    size_t size = 0;

    for (; *hex; hex++)
        if (*hex != ' ') digits[size++] = *hex;
    digits[size] = '\0';
    assert_int_equal(bytes_from_hex(bytes, size / 2, digits), ERR_OK);
    return scan_check(&node, bytes_of(bytes, size / 2));
}

static void accepts(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof accepted / sizeof *accepted; i++)
        if (check_hex(accepted[i].hex)) fail_msg("%s", accepted[i].what);
}

static void refuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (check_hex(refused[i].hex) != ERR_FORMAT)
            fail_msg("%s", refused[i].what);
}

/* A node within a node, depth times, written from the inside out. */
static enum err check_nested(unsigned depth)
{
    static uint8_t memory[160 * 1024];
    size_t at = sizeof memory;

    for (unsigned i = 0; i < depth; i++) {
        uint8_t head[8] = {0x10, 1, 0x0a};
        size_t n = 3, inner = sizeof memory - at;
        for (; inner >= 0x80; inner >>= 7)
            head[n++] = (uint8_t)(inner | 0x80);
        head[n++] = (uint8_t)inner;
        if (i == 0) n = 2; /* the innermost has no child */
        at -= n;
        memcpy(memory + at, head, n);
    }
    return scan_check(&node, bytes_of(memory + at, sizeof memory - at));
}

static void nests_to_its_limit(void **state)
{
    (void)state;
    assert_int_equal(check_nested(1), ERR_OK);
    assert_int_equal(check_nested(SCAN_DEPTH_MAX), ERR_OK);
    assert_int_equal(check_nested(SCAN_DEPTH_MAX + 1), ERR_FORMAT);
    assert_int_equal(check_nested(20000), ERR_FORMAT);
}

static void counts_to_its_limit(void **state)
{
    static uint8_t memory[2 * SCAN_MEMBERS_MAX + 2] = {0x10, 1};

    (void)state;
    for (size_t i = 2; i < sizeof memory; i += 2)
        memory[i] = 0x22;
    assert_int_equal(scan_check(&node, bytes_of(memory, 2 * SCAN_MEMBERS_MAX)),
                     ERR_OK);
    assert_int_equal(scan_check(&node, bytes_of(memory, sizeof memory)),
                     ERR_FORMAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accepts),
        cmocka_unit_test(refuses),
        cmocka_unit_test(nests_to_its_limit),
        cmocka_unit_test(counts_to_its_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
