-- A dissector for Wireshark of what demarche exports as pcapng: the frame's
-- head, the message, the copy of a document, its statements and portions.
--
--     demarche export --dissector > demarche.lua
--     demarche export RUN --to pcapng --opened -o run.pcapng
--     wireshark -X lua_script:demarche.lua run.pcapng
--
-- The layouts are those of src/wire/frame.h and proto/message.proto. The names
-- of codes stand above: KINDS, SEALS, PURPOSES, PRECEDENCES, FRAME_TYPES. The
-- program writes them there, from its own tables.

local FRAME_PLAIN, FRAME_HANDSHAKE, FRAME_TRANSPORT, FRAME_GROUP = 1, 2, 3, 6
local SEAL_NONE = 0

local frame = Proto("demarche", "demarche frame")
local handshake = Proto("demarche.handshake", "Noise handshake message")
local transport = Proto("demarche.transport", "Noise transport messages")
local group = Proto("demarche.group", "Message under a sender key")
local message = Proto("demarche.message", "demarche message")
local envelope = Proto("demarche.envelope", "Sealed envelope")
local copy = Proto("demarche.copy", "Copy of a document")
local statement = Proto("demarche.statement", "Signed statement")
local portion = Proto("demarche.portion", "Portion of a document")
local protos = {
  handshake, transport, group, message, envelope, copy, statement,
  portion,
}

local frame_fields = {
  length = ProtoField.uint32("demarche.length", "Length", base.DEC),
  kind = ProtoField.uint8("demarche.type", "Type", base.DEC, FRAME_TYPES),
  session = ProtoField.uint64("demarche.session", "Session", base.HEX),
  counter = ProtoField.uint64("demarche.counter", "Counter", base.DEC),
}
frame.fields = {
  frame_fields.length, frame_fields.kind, frame_fields.session,
  frame_fields.counter,
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

-- What a message's fields are: a ProtoField and how its value is read, or a
-- function (tree, tvb, start, size, context) for what holds more.
local function reader(proto, table_of_fields)
  local list = {}
  for _, field in pairs(table_of_fields) do
    if field.field then list[#list + 1] = field.field end
  end
  proto.fields = list
  return function(tree, tvb, context)
    local whole = fields_of(tvb, function(number, wire, start, size)
      local field = table_of_fields[number]
      if not field or field.wire ~= wire then
        tree:add_proto_expert_info(
          malformed, "Unknown field " .. math.floor(number))
      elseif field.inner then
        field.inner(tree, tvb, start, size, context)
      elseif wire == VARINT then
        local value = varint(tvb, start)
        if field.name then context[field.name] = value:tonumber() end
        tree:add(field.field, tvb:range(start, size),
                 field.wide and value or value:tonumber())
      elseif wire == FIXED64 and field.id then
        tree:add_le(field.field, tvb:range(start, 8))
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

local function moment(abbreviation, label)
  return { wire = FIXED64,
           field = ProtoField.absolute_time(abbreviation, label, base.UTC) }
end

local function id(abbreviation, label)
  return { wire = FIXED64, id = true,
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

local function dissector(proto, read, label)
  proto.dissector = function(tvb, pinfo, tree)
    local context = { pinfo = pinfo }
    local branch = tree:add(proto, tvb())
    read(branch, tvb, context)
    local says = label and label(context)
    if says then branch:append_text(": " .. says) end
    return tvb:len()
  end
end

-- Portion

dissector(portion, reader(portion, {
  [1] = bytes("demarche.portion.salt", "Salt"),
  [2] = text("demarche.portion.name", "Name", "name"),
  [3] = text("demarche.portion.text", "Text"),
}), function(c) return c.name end)

-- Statement

dissector(statement, reader(statement, {
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
}), function(c)
  return string.format("%s of %s by %s", PURPOSES[c.purpose] or "?",
                       c.document or "?", c.signer or "?")
end)

-- Copy. What is no layer is a branch of the one that it stands in.

local signature = ProtoField.bytes("demarche.signature", "Signature")

local function signed(label)
  local inside = {
    [1] = layer(statement),
    [2] = { wire = BYTES, inner = function(tree, tvb, start, size)
      if size > 0 then
        tree:add(signature, tvb:range(start, size))
      else
        tree:add(signature, ""):append_text(" (not signed)")
      end
    end },
  }
  return { wire = BYTES, inner = function(tree, tvb, start, size, context)
    local branch = tree:add(tvb:range(start, size), label)
    local nested = tvb:range(start, size):tvb()
    local whole = fields_of(nested, function(n, wire, at, length)
      if inside[n] and wire == BYTES then
        inside[n].inner(branch, nested, at, length, context)
      end
    end)
    if not whole then branch:add_proto_expert_info(malformed) end
  end }
end

local leaf_hash = ProtoField.bytes("demarche.leaf.hash", "Hidden leaf's hash")

local function leaf(tree, tvb, start, size, context)
  local branch = tree:add(tvb:range(start, size), "Leaf")
  local nested = tvb:range(start, size):tvb()
  local whole = fields_of(nested, function(n, wire, at, length)
    if n == 1 and wire == BYTES then
      layer(portion).inner(branch, nested, at, length, context)
    elseif n == 2 and wire == BYTES then
      branch:add(leaf_hash, nested:range(at, length))
    end
  end)
  if not whole then branch:add_proto_expert_info(malformed) end
end

dissector(copy, reader(copy, {
  [1] = signed("Transfer"),
  [2] = signed("Earlier hand"),
  [3] = { wire = BYTES, inner = leaf },
  [4] = { wire = BYTES, inner = function(tree, tvb, start, size)
    tree:add(tvb:range(start, size), "Padding, " .. size .. " bytes")
  end },
}))
copy.fields = { signature, leaf_hash }

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

local message_copy = { wire = BYTES,
  inner = function(tree, tvb, start, size, context)
    local proto = (context.seal or SEAL_NONE) == SEAL_NONE and copy or envelope
    layer(proto).inner(tree, tvb, start, size, context)
  end }

dissector(message, reader(message, {
  [1] = number("demarche.message.kind", "Kind", "kind", KINDS),
  [2] = wide("demarche.message.exchange", "Exchange", "exchange"),
  [3] = number("demarche.message.precedence", "Precedence", nil, PRECEDENCES),
  [4] = text("demarche.message.document", "Document", "document"),
  [5] = number("demarche.message.seal", "Seal", "seal", SEALS),
  [6] = message_copy,
  [7] = signed("Signature"),
  [8] = text("demarche.message.portion", "Portion"),
  [9] = text("demarche.message.text", "Text"),
  [10] = number("demarche.message.receipt", "A receipt is asked for"),
  [11] = moment("demarche.message.deadline", "Deadline"),
  [12] = wide("demarche.message.counter", "Counter of the frame confirmed"),
  [13] = text("demarche.message.author", "Author"),
  [14] = text("demarche.message.owner", "Owner of a prekey bundle"),
  [15] = bytes("demarche.message.bundle", "Prekey bundles"),
  [16] = id("demarche.message.group", "Group"),
  [17] = text("demarche.message.group_name", "Name of the group"),
  [18] = text("demarche.message.member", "Member"),
  [19] = bytes("demarche.message.sender_key", "Sender key"),
  [20] = bytes("demarche.message.credential", "Credential of a key"),
}), function(c)
  local says = KINDS[c.kind] or "unknown kind"
  if c.document then says = says .. " of " .. c.document end
  c.pinfo.cols.info:append(", " .. says)
  return says
end)

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

-- A group: which key of the sender, and which message under it, anybody sees.

local group_fields = {
  key = ProtoField.uint32("demarche.group.key", "Sender key", base.DEC),
  number = ProtoField.uint32("demarche.group.message", "Message", base.DEC),
  body = ProtoField.bytes("demarche.group.bytes", "Ciphertext and tag"),
  signature = ProtoField.bytes("demarche.group.signature", "Signature"),
}
group.fields = {
  group_fields.key, group_fields.number, group_fields.body,
  group_fields.signature,
}

group.dissector = function(tvb, _, tree)
  local head_size, signature_size = 9, 64
  local branch = tree:add(group, tvb())
  if tvb:len() < head_size + signature_size then return tvb:len() end
  local body_size = tvb:len() - head_size - signature_size
  branch:add(group_fields.key, tvb(1, 4))
  branch:add(group_fields.number, tvb(5, 4))
  branch:add(group_fields.body, tvb(head_size, body_size))
  branch:add(group_fields.signature, tvb(head_size + body_size))
  return tvb:len()
end

-- Frame

local HEAD_SIZE = 21

frame.dissector = function(tvb, pinfo, tree)
  pinfo.cols.protocol = "DEMARCHE"
  local branch = tree:add(frame, tvb(0, math.min(HEAD_SIZE, tvb:len())))
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
    [FRAME_PLAIN] = message,
    [FRAME_HANDSHAKE] = handshake,
    [FRAME_TRANSPORT] = transport,
    [FRAME_GROUP] = group,
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
