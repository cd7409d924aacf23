-- A dissector for Wireshark of what demarche exports as pcapng: the frame's
-- head, the message, the copy of a document, its statements and portions.
--
--     demarche export --dissector > demarche.lua
--     demarche export RUN --to pcapng --opened -o run.pcapng
--     wireshark -X lua_script:demarche.lua run.pcapng
--
-- The layouts are those of src/wire/frame.h and proto/message.proto. The names
-- of codes stand above: KINDS, SEALS, PURPOSES, PRECEDENCES, FRAME_TYPES. The
-- program writes them there, from its own tables; tests/tidy/dissector.py holds
-- the numbers below against the layouts.

local FRAME = {
  PLAIN = 1, HANDSHAKE = 2, TRANSPORT = 3, INITIAL = 4, RATCHET = 5,
  GROUP = 6,
}
local SEAL_NONE = 0

local frame = Proto("demarche", "demarche frame")
local handshake = Proto("demarche.handshake", "Noise handshake message")
local transport = Proto("demarche.transport", "Noise transport messages")
local initial = Proto("demarche.initial", "X3DH initial message")
local ratchet = Proto("demarche.ratchet", "Message of the Double Ratchet")
local group = Proto("demarche.group", "Message under a sender key")
local bundle = Proto("demarche.bundle", "X3DH prekey bundle")
local distribution = Proto("demarche.sender_key", "Sender key to be taken in")
local message = Proto("demarche.message", "demarche message")
local envelope = Proto("demarche.envelope", "Sealed envelope")
local copy = Proto("demarche.copy", "Copy of a document")
local statement = Proto("demarche.statement", "Signed statement")
local portion = Proto("demarche.portion", "Portion of a document")
local key = Proto("demarche.key", "Statement of a party's keys")

local frame_fields = {
  length = ProtoField.uint32("demarche.length", "Length", base.DEC),
  kind = ProtoField.uint8("demarche.type", "Type", base.DEC, FRAME_TYPES),
  session = ProtoField.uint64("demarche.session", "Session", base.HEX),
  counter = ProtoField.uint64("demarche.counter", "Counter", base.DEC),
}

-- What the packet's comment says of it.
local FACTS = {
  { "from", ProtoField.string("demarche.from", "From") },
  { "to", ProtoField.string("demarche.to", "To") },
  { "channel", ProtoField.string("demarche.channel", "Channel") },
  { "exchange", ProtoField.uint64("demarche.exchange", "Exchange"), true },
  { "record", ProtoField.uint64("demarche.record", "Record"), true },
  { "opened", ProtoField.string("demarche.opened_with", "Opened") },
}

frame.fields = {
  frame_fields.length, frame_fields.kind, frame_fields.session,
  frame_fields.counter, FACTS[1][2], FACTS[2][2], FACTS[3][2], FACTS[4][2],
  FACTS[5][2], FACTS[6][2],
}

local malformed = ProtoExpert.new(
  "demarche.malformed", "The bytes are malformed", expert.group.MALFORMED,
  expert.severity.ERROR)
frame.experts = { malformed }

-- Protobuf by hand: varints, and the four wire types in use.

local VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

-- The value of the varint at an offset, and the offset after it; nil when
-- there is none.
local function varint(tvb, at)
  local value = UInt64(0)
  for i = 0, 9 do
    if at + i >= tvb:len() then return nil end
    local byte = tvb:range(at + i, 1):uint()
    value = value + UInt64(byte % 128):lshift(7 * i)
    if byte < 128 then return value, at + i + 1 end
  end
  return nil
end

-- The size of a value of a wire type and where it begins; nil when it does
-- not lie within the bytes.
local function extent(tvb, at, wire)
  local size = nil
  local start = at
  if wire == VARINT then
    local _, after = varint(tvb, at)
    size = after and after - at
  elseif wire == FIXED64 then
    size = 8
  elseif wire == FIXED32 then
    size = 4
  elseif wire == BYTES then
    local length, after = varint(tvb, at)
    if length and length <= UInt64(tvb:len()) then
      size, start = length:tonumber(), after
    end
  end
  if size and start + size <= tvb:len() then return start, size end
  return nil
end

-- Calls `found` with the number, wire type and value of each field. False
-- when the bytes are no protobuf message.
local function fields_of(tvb, found)
  local at = 0
  while at < tvb:len() do
    local tag, after = varint(tvb, at)
    if not tag or tag > UInt64(0xffffffff) then return false end
    local wire = tag:tonumber() % 8
    local start, size = extent(tvb, after, wire)
    if not start then return false end
    found((tag:tonumber() - wire) / 8, wire, start, size)
    at = start + size
  end
  return true
end

-- What stands in each message of proto/message.proto, by field number: a
-- ProtoField and how its value is read, or a function `inner` (tree, tvb,
-- start, size, context) for what holds more.
local FIELDS = {}

-- Shows the fields of such a table in a branch.
local function show(fields, tree, tvb, context)
  local whole = fields_of(tvb, function(number, wire, start, size)
    local field = fields[number]
    if not field or field.wire ~= wire then
      tree:add_proto_expert_info(
        malformed, "Unknown field " .. math.floor(number))
    elseif field.inner and size > 0 then
      field.inner(tree, tvb, start, size, context)
    elseif field.inner then
      tree:add_proto_expert_info(
        malformed, "Empty field " .. math.floor(number))
    elseif wire == VARINT then
      local value = varint(tvb, start)
      if field.name then context[field.name] = value:tonumber() end
      tree:add(field.field, tvb:range(start, size),
               field.wide and value or value:tonumber())
    elseif field.octets then
      tree:add_le(field.field, tvb:range(start, size))
    elseif wire == FIXED64 then
      local ns = tvb:range(start, 8):le_uint64()
      local time = NSTime.new((ns / UInt64(1000000000)):tonumber(),
                              (ns % UInt64(1000000000)):tonumber())
      tree:add(field.field, tvb:range(start, 8), time)
    elseif size > 0 then
      if field.name then
        context[field.name] = tvb:range(start, size):string(ENC_UTF_8)
      end
      tree:add(field.field, tvb:range(start, size))
    else
      tree:add(field.field, ""):append_text(" (empty)")
    end
  end)
  if not whole then tree:add_proto_expert_info(malformed) end
end

local function text(abbreviation, label, name)
  return { wire = BYTES, name = name,
           field = ProtoField.string(abbreviation, label, base.UNICODE) }
end

local function bytes(abbreviation, label)
  return { wire = BYTES, field = ProtoField.bytes(abbreviation, label) }
end

local function number(abbreviation, label, name, values)
  return { wire = VARINT, name = name,
           field = ProtoField.uint32(abbreviation, label, base.DEC, values) }
end

local function wide(abbreviation, label, name)
  return { wire = VARINT, name = name, wide = true,
           field = ProtoField.uint64(abbreviation, label, base.DEC) }
end

-- Numbers one after another, each shown.
local function packed(abbreviation, label)
  local field = ProtoField.uint32(abbreviation, label, base.DEC)
  return { wire = BYTES, field = field,
           inner = function(tree, tvb, start, size, context)
    local stop = start + size
    while start < stop do
      local value, after = varint(tvb, start)
      if not value or after > stop then
        tree:add_proto_expert_info(malformed)
        return
      end
      tree:add(field, tvb:range(start, after - start), value:tonumber())
      start = after
    end
  end }
end

local function moment(abbreviation, label)
  return { wire = FIXED64,
           field = ProtoField.absolute_time(abbreviation, label, base.UTC) }
end

local function eight(abbreviation, label)
  return { wire = FIXED64, octets = true,
           field = ProtoField.uint64(abbreviation, label, base.HEX) }
end

-- What a proto of its own dissects, so that it counts among the layers.
local function layer(proto)
  local name = proto.name:lower()
  return { wire = BYTES, inner = function(tree, tvb, start, size, context)
    local nested = tvb:range(start, size):tvb()
    Dissector.get(name):call(nested, context.pinfo, tree)
  end }
end

-- What is no layer is a branch of the one that it stands in.
local function branch(name, label)
  return { wire = BYTES, inner = function(tree, tvb, start, size, context)
    show(FIELDS[name], tree:add(tvb:range(start, size), label),
         tvb:range(start, size):tvb(), context)
  end }
end

-- Gives a proto the fields of some messages.
local function own(proto, ...)
  local list = {}
  for _, name in ipairs { ... } do
    for _, field in pairs(FIELDS[name]) do
      list[#list + 1] = field.field
    end
  end
  proto.fields = list
end

-- Has a proto show a message of FIELDS, under what `label` says of it.
local function dissector(proto, name, label)
  proto.dissector = function(tvb, pinfo, tree)
    local context = { pinfo = pinfo }
    local top = tree:add(proto, tvb())
    show(FIELDS[name], top, tvb, context)
    local says = label and label(context)
    if says then top:append_text(": " .. says) end
    return tvb:len()
  end
end

-- Has a proto show a layout of fixed sizes, {field, size} each, as often as it
-- comes. What follows it goes to `rest`.
local function fixed(proto, layout, rest)
  local list, total = {}, 0
  for _, part in ipairs(layout) do
    list[#list + 1] = part[1]
    total = total + part[2]
  end
  proto.fields = list
  proto.dissector = function(tvb, pinfo, tree)
    local at = 0
    repeat
      if tvb:len() - at < total then
        tree:add(proto, tvb(at)):add_proto_expert_info(malformed)
        return tvb:len()
      end
      local top = tree:add(proto, tvb(at, total))
      for _, part in ipairs(layout) do
        top:add(part[1], tvb(at, part[2]))
        at = at + part[2]
      end
    until rest or at == tvb:len()
    if rest and at < tvb:len() then
      Dissector.get(rest.name:lower()):call(tvb(at):tvb(), pinfo, tree)
    end
    return tvb:len()
  end
end

-- Portion

FIELDS.Portion = {
  [1] = bytes("demarche.portion.salt", "Salt"),
  [2] = text("demarche.portion.name", "Name", "name"),
  [3] = text("demarche.portion.text", "Text"),
}
own(portion, "Portion")
dissector(portion, "Portion", function(c) return c.name end)

-- Statement

FIELDS.Statement = {
  [1] = text("demarche.statement.context", "Context"),
  [2] = number("demarche.statement.purpose", "Purpose", "purpose", PURPOSES),
  [3] = text("demarche.statement.signer", "Signer", "signer"),
  [4] = text("demarche.statement.recipient", "Recipient"),
  [5] = text("demarche.statement.document", "Document", "document"),
  [6] = text("demarche.statement.author", "Author"),
  [7] = text("demarche.statement.title", "Title"),
  [8] = text("demarche.statement.form", "Form"),
  [9] = text("demarche.statement.classification", "Classification"),
  [10] = text("demarche.statement.releasable_to", "Releasable to"),
  [11] = bytes("demarche.statement.root", "Merkle root"),
  [12] = moment("demarche.statement.time", "Time"),
  [13] = wide("demarche.statement.exchange", "Exchange"),
  [14] = text("demarche.statement.answers", "Answers"),
  [15] = number("demarche.statement.leaves", "Leaves"),
  [16] = number("demarche.statement.marked", "Worded for its recipients"),
  [17] = packed("demarche.statement.covers", "Leaf that its signer has"),
  [18] = number("demarche.statement.left", "Choices left to its recipient"),
}
own(statement, "Statement")
dissector(statement, "Statement", function(c)
  return string.format("%s of %s by %s", PURPOSES[c.purpose] or "?",
                       c.document or "?", c.signer or "?")
end)

-- Copy

FIELDS.Signed = {
  [1] = layer(statement),
  [2] = bytes("demarche.signature", "Signature"),
}
FIELDS.Leaf = {
  [1] = layer(portion),
  [2] = bytes("demarche.leaf.hash", "Hidden leaf's hash"),
}
FIELDS.Copy = {
  [1] = branch("Signed", "Transfer"),
  [2] = branch("Signed", "Earlier hand"),
  [3] = branch("Leaf", "Leaf"),
  [4] = bytes("demarche.copy.padding", "Padding"),
}
own(copy, "Copy", "Signed", "Leaf")
dissector(copy, "Copy")

-- Credential

FIELDS.KeyStatement = {
  [1] = text("demarche.key.context", "Context"),
  [2] = text("demarche.key.party", "Party", "party"),
  [3] = number("demarche.key.serial", "Serial number", "serial"),
  [4] = bytes("demarche.key.sign", "Ed25519 key"),
  [5] = bytes("demarche.key.agree", "X25519 key"),
  [6] = moment("demarche.key.from", "In force from"),
  [7] = bytes("demarche.key.replaces", "Replaces the key of fingerprint"),
  [8] = moment("demarche.key.void", "Void from"),
}
FIELDS.Credential = {
  [1] = layer(key),
  [2] = bytes("demarche.credential.signature", "Signature by the key"),
  [3] = bytes("demarche.credential.previous", "By the key before it"),
  [4] = bytes("demarche.credential.voucher", "By the directory"),
  [5] = bytes("demarche.credential.possession", "By the key to agree with"),
}
own(key, "KeyStatement", "Credential")
dissector(key, "KeyStatement", function(c)
  return string.format("%s, %s", c.party or "?", c.serial or "?")
end)

-- Envelope: an age file, or enc and ciphertext of HPKE.

local sealed = ProtoField.bytes("demarche.envelope.bytes", "Bytes")
local age_line = ProtoField.string("demarche.envelope.age", "age header")
envelope.fields = { sealed, age_line }

envelope.dissector = function(tvb, _, tree)
  local branch = tree:add(envelope, tvb())
  local content = tvb:range(0, tvb:len()):string()
  if content:sub(1, 22) == "age-encryption.org/v1\n" then
    local at = 1
    repeat
      local stop = content:find("\n", at, true)
      if not stop then break end
      local line = content:sub(at, stop - 1)
      branch:add(age_line, tvb:range(at - 1, stop - at), line)
      at = stop + 1
    until line:sub(1, 4) == "--- "
    if at <= #content then branch:add(sealed, tvb:range(at - 1)) end
  else
    branch:add(sealed, tvb())
  end
  return tvb:len()
end

-- Message

local function sealed_copy()
  return { wire = BYTES, inner = function(tree, tvb, start, size, context)
    local proto = (context.seal or SEAL_NONE) == SEAL_NONE and copy or envelope
    layer(proto).inner(tree, tvb, start, size, context)
  end }
end

FIELDS.Message = {
  [1] = number("demarche.message.kind", "Kind", "kind", KINDS),
  [2] = wide("demarche.message.exchange", "Exchange", "exchange"),
  [3] = number("demarche.message.precedence", "Precedence", nil, PRECEDENCES),
  [4] = text("demarche.message.document", "Document", "document"),
  [5] = number("demarche.message.seal", "Seal", "seal", SEALS),
  [6] = sealed_copy(),
  [7] = branch("Signed", "Signature"),
  [8] = text("demarche.message.portion", "Portion"),
  [9] = text("demarche.message.text", "Text"),
  [10] = number("demarche.message.receipt", "A receipt is asked for"),
  [11] = moment("demarche.message.deadline", "Deadline"),
  [12] = wide("demarche.message.counter", "Counter or session referred to"),
  [13] = text("demarche.message.author", "Author"),
  [14] = text("demarche.message.owner", "Owner of the prekeys"),
  [15] = layer(bundle),
  [16] = eight("demarche.message.group", "Group"),
  [17] = text("demarche.message.group_name", "Group's name"),
  [18] = text("demarche.message.member", "Member"),
  [19] = layer(distribution),
  [20] = branch("Credential", "Credential of a key"),
  [21] = bytes("demarche.message.filling", "Zeros that hide its length"),
  [22] = bytes("demarche.message.request", "Signature of the request"),
  [26] = number("demarche.message.ended", "Messages under the key before it"),
  [27] = bytes("demarche.message.message_keys", "Keys of single messages"),
}
own(message, "Message")
dissector(message, "Message", function(c)
  local says = KINDS[c.kind] or "unknown kind"
  if c.document then says = says .. " of " .. c.document end
  c.pinfo.cols.info:append(", " .. says)
  return says
end)

-- X3DH, the Double Ratchet and sender keys: docs/protocols.md has the layouts.

local function octets(abbreviation, label, size)
  return { ProtoField.bytes(abbreviation, label), size }
end

local function count(abbreviation, label)
  return { ProtoField.uint32(abbreviation, label, base.DEC), 4 }
end

local function mark(abbreviation, label)
  return { ProtoField.uint8(abbreviation, label, base.HEX), 1 }
end

fixed(bundle, {
  mark("demarche.bundle.version", "Version"),
  octets("demarche.bundle.sign", "Ed25519 key", 32),
  octets("demarche.bundle.identity", "IK_B", 32),
  count("demarche.bundle.signed.id", "Id of the signed prekey"),
  octets("demarche.bundle.signed", "SPK_B", 32),
  octets("demarche.bundle.signature", "Signature", 64),
  mark("demarche.bundle.has_one_time", "With a one-time prekey"),
  count("demarche.bundle.one_time.id", "Id of the one-time prekey"),
  octets("demarche.bundle.one_time", "OPK_B", 32),
})

fixed(initial, {
  mark("demarche.initial.version", "Version"),
  octets("demarche.initial.identity", "IK_A", 32),
  octets("demarche.initial.ephemeral", "EK_A", 32),
  count("demarche.initial.signed.id", "Id of the signed prekey"),
  mark("demarche.initial.has_one_time", "With a one-time prekey"),
  count("demarche.initial.one_time.id", "Id of the one-time prekey"),
}, ratchet)

fixed(distribution, {
  mark("demarche.sender_key.version", "Version"),
  count("demarche.sender_key.number", "Number of the key"),
  count("demarche.sender_key.next", "Number of the next message"),
  octets("demarche.sender_key.chain", "Chain key", 32),
  octets("demarche.sender_key.sign", "Ed25519 key", 32),
})

local RATCHET_HEADER_SIZE = 40
local ratchet_fields = {
  dh = ProtoField.bytes("demarche.ratchet.dh", "Sender's ratchet key"),
  pn = ProtoField.uint32("demarche.ratchet.pn", "Messages before it", base.DEC),
  n = ProtoField.uint32("demarche.ratchet.n", "Number in its chain", base.DEC),
  bytes = ProtoField.bytes("demarche.ratchet.bytes", "Ciphertext and tag"),
}
ratchet.fields = ratchet_fields

ratchet.dissector = function(tvb, _, tree)
  local top = tree:add(ratchet, tvb())
  if tvb:len() <= RATCHET_HEADER_SIZE then
    top:add_proto_expert_info(malformed)
    return tvb:len()
  end
  top:add(ratchet_fields.dh, tvb(0, 32))
  top:add(ratchet_fields.pn, tvb(32, 4))
  top:add(ratchet_fields.n, tvb(36, 4))
  top:add(ratchet_fields.bytes, tvb(RATCHET_HEADER_SIZE))
  return tvb:len()
end

local GROUP_HEADER_SIZE, GROUP_SIGNATURE_SIZE = 9, 64
local group_fields = {
  version = ProtoField.uint8("demarche.group.version", "Version", base.HEX),
  key = ProtoField.uint32("demarche.group.key", "Number of the key", base.DEC),
  n = ProtoField.uint32("demarche.group.n", "Number in its chain", base.DEC),
  bytes = ProtoField.bytes("demarche.group.bytes", "Ciphertext and tag"),
  signature = ProtoField.bytes("demarche.group.signature", "Signature"),
}
group.fields = group_fields

group.dissector = function(tvb, _, tree)
  local top = tree:add(group, tvb())
  local size = tvb:len() - GROUP_HEADER_SIZE - GROUP_SIGNATURE_SIZE
  if size <= 0 then
    top:add_proto_expert_info(malformed)
    return tvb:len()
  end
  top:add(group_fields.version, tvb(0, 1))
  top:add(group_fields.key, tvb(1, 4))
  top:add(group_fields.n, tvb(5, 4))
  top:add(group_fields.bytes, tvb(GROUP_HEADER_SIZE, size))
  top:add(group_fields.signature, tvb(GROUP_HEADER_SIZE + size))
  return tvb:len()
end

-- Noise: what only the session's keys open.

for proto, name in pairs { [handshake] = "handshake",
                           [transport] = "transport" } do
  local field = ProtoField.bytes("demarche." .. name .. ".bytes", "Bytes")
  proto.fields = { field }
  proto.dissector = function(tvb, _, tree)
    tree:add(proto, tvb()):add(field, tvb())
    return tvb:len()
  end
end

-- Ends: who sent it to whom, where. Wireshark counts conversations, and draws
-- its flow graph, between addresses of kinds that it knows; those of the
-- parties are made up, and the file has their names.

local comment = Field.new("frame.comment")

-- The facts by their keys, from the comment that has them.
local function facts_of()
  for _, said in ipairs { comment() } do
    local facts = {}
    for name, value in tostring(said.value):gmatch("(%l+): ([^;]*)") do
      facts[name] = value
    end
    if facts.record then return facts end
  end
  return {}
end

local function octets_of(address)
  local a, b, c, d = (address or ""):match("^(%d+)%.(%d+)%.(%d+)%.(%d+)$")
  return a and string.format("%02x%02x%02x%02x", a, b, c, d)
end

-- A header of IPv4 that nothing follows (protocol 59).
local function count_conversation(source, destination, tvb, pinfo, tree)
  local header = ByteArray.new("4500001400000000403b0000" .. source ..
                               destination)
  Dissector.get("ip"):call(header:tvb("Addresses"), pinfo, tree:add(
    tvb(0, 0), "Addresses, made up for Wireshark's statistics"))
end

-- Shows the facts; `counts` where the packet is what travelled.
local function show_ends(tvb, pinfo, tree, counts)
  local facts = facts_of()
  for _, fact in ipairs(FACTS) do
    local value = facts[fact[1]]
    if value and fact[3] then value = UInt64(tonumber(value)) end
    if value then tree:add(fact[2], value):set_generated() end
  end
  local source = octets_of(facts.source)
  local destination = octets_of(facts.destination)
  if not source or not destination then return end
  if counts then
    count_conversation(source, destination, tvb, pinfo, tree)
  end
  pinfo.src, pinfo.net_src = Address.ip(facts.source), Address.ip(facts.source)
  pinfo.dst = Address.ip(facts.destination)
  pinfo.net_dst = Address.ip(facts.destination)
end

-- Frame

local HEAD_SIZE = 21

frame.dissector = function(tvb, pinfo, tree)
  local branch = tree:add(frame, tvb(0, math.min(HEAD_SIZE, tvb:len())))
  show_ends(tvb, pinfo, branch, true)
  pinfo.cols.protocol = "DEMARCHE"
  if tvb:len() < HEAD_SIZE then
    branch:add_proto_expert_info(malformed)
    return tvb:len()
  end
  local kind = tvb(4, 1):uint()
  branch:add(frame_fields.length, tvb(0, 4))
  branch:add(frame_fields.kind, tvb(4, 1))
  branch:add(frame_fields.session, tvb(5, 8))
  branch:add(frame_fields.counter, tvb(13, 8))
  if tvb(0, 4):uint() ~= tvb:reported_len() - 4 then
    branch:add_proto_expert_info(malformed, "The length is another one")
  end
  pinfo.cols.info = "Frame, " .. (FRAME_TYPES[kind] or "unknown")
  branch:append_text(": " .. (FRAME_TYPES[kind] or "unknown"))
  local next_layer = {
    [FRAME.PLAIN] = message,
    [FRAME.HANDSHAKE] = handshake,
    [FRAME.TRANSPORT] = transport,
    [FRAME.INITIAL] = initial,
    [FRAME.RATCHET] = ratchet,
    [FRAME.GROUP] = group,
  }
  if next_layer[kind] and tvb:len() > HEAD_SIZE then
    Dissector.get(next_layer[kind].name:lower()):call(
      tvb(HEAD_SIZE):tvb(), pinfo, tree)
  end
  return tvb:len()
end

-- The links for private use: the frame, and what keys opened of one before.

local function opened(proto, says)
  local outer = Proto("demarche.opened." .. says, "Opened " .. says)
  outer.dissector = function(tvb, pinfo, tree)
    show_ends(tvb, pinfo, tree:add(outer, tvb()), false)
    pinfo.cols.protocol = "DEMARCHE"
    pinfo.cols.info = "Opened " .. says
    Dissector.get(proto.name:lower()):call(tvb, pinfo, tree)
    return tvb:len()
  end
  return outer
end

local USER0 = 45 -- WTAP_ENCAP_USER0, whose value Wireshark keeps
local links = DissectorTable.get("wtap_encap")
links:add(USER0, frame)
links:add(USER0 + 1, opened(message, "message"))
links:add(USER0 + 3, opened(copy, "copy")) -- USER2 is Apple's
