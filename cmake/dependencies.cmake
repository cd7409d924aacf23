# The libraries demarche stands on, with the oldest version of each it takes.
find_package(PkgConfig REQUIRED)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium>=1.0.18)
pkg_check_modules(protobuf_c REQUIRED IMPORTED_TARGET libprotobuf-c>=1.4.1)
pkg_check_modules(uv REQUIRED IMPORTED_TARGET libuv>=1.44)
pkg_check_modules(yaml REQUIRED IMPORTED_TARGET yaml-0.1>=0.2.5)
pkg_check_modules(cmocka REQUIRED IMPORTED_TARGET cmocka>=1.1.5)
pkg_check_modules(cjson REQUIRED IMPORTED_TARGET libcjson>=1.7.15)
find_program(PROTOC_C protoc-c REQUIRED)
