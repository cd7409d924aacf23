# src/export/demarche.lua as the bytes of an array, for the program to print.
set(script ${CMAKE_SOURCE_DIR}/src/export/demarche.lua)
set(dissector_out ${CMAKE_BINARY_DIR}/export)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${script})
file(READ ${script} dissector_hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," dissector_bytes
                     "${dissector_hex}")
file(WRITE ${dissector_out}/dissector.lua.inc "${dissector_bytes}\n")
