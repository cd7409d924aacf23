# The C of proto/*.proto is generated into the build folder, never committed.
set(proto_out ${CMAKE_BINARY_DIR}/proto)
file(MAKE_DIRECTORY ${proto_out})
foreach(name message record)
    add_custom_command(
        OUTPUT ${proto_out}/${name}.pb-c.c ${proto_out}/${name}.pb-c.h
        COMMAND ${PROTOC_C} --c_out=${proto_out}
                --proto_path=${CMAKE_SOURCE_DIR}/proto
                ${CMAKE_SOURCE_DIR}/proto/${name}.proto
        DEPENDS ${CMAKE_SOURCE_DIR}/proto/${name}.proto
        VERBATIM)
    list(APPEND proto_sources ${proto_out}/${name}.pb-c.c)
    list(APPEND proto_sources ${proto_out}/${name}.pb-c.h)
endforeach()
add_library(wire_proto STATIC ${proto_sources})
target_include_directories(wire_proto SYSTEM PUBLIC ${proto_out})
target_link_libraries(wire_proto PUBLIC PkgConfig::protobuf_c)
target_compile_options(wire_proto PRIVATE -w)
