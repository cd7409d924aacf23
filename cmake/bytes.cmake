# cmake -D FROM=FILE -D TO=FILE -P bytes.cmake: a file as the bytes of an array.
file(READ ${FROM} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${TO} "${bytes}\n")
