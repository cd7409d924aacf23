# What the program prints of itself for others: its manual pages, which scdoc
# makes, and the scripts by which shells complete its command lines. Where the
# program cannot run while it is built, there is neither.
set(manual_out ${CMAKE_BINARY_DIR}/manual)
set(manual_list ${CMAKE_SOURCE_DIR}/src/cli/subcommand.h)
file(MAKE_DIRECTORY ${manual_out})
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${manual_list})
find_program(SCDOC scdoc)
if(NOT SCDOC)
    message(STATUS "scdoc is missing: manual pages are left out")
endif()

# Has `demarche help WORDS...` printed into FILE.
function(manual_print file)
    add_custom_command(
        OUTPUT ${manual_out}/${file}
        COMMAND demarche help ${ARGN} > ${manual_out}/${file}
        DEPENDS demarche
        VERBATIM)
endfunction()

# The page NAME.1, out of what `demarche help --man WORDS...` prints.
function(manual_page name)
    manual_print(${name}.scd --man ${ARGN})
    add_custom_command(
        OUTPUT ${manual_out}/${name}.1
        COMMAND ${SCDOC} < ${manual_out}/${name}.scd > ${manual_out}/${name}.1
        DEPENDS ${manual_out}/${name}.scd
        VERBATIM)
    install(FILES ${manual_out}/${name}.1
            DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    set(manual_files ${manual_files} ${manual_out}/${name}.1 PARENT_SCOPE)
endfunction()

# The script of SHELL, installed as FILE.
function(manual_completion shell folder file)
    manual_print(completion.${shell} --completion ${shell})
    install(FILES ${manual_out}/completion.${shell}
            DESTINATION ${CMAKE_INSTALL_DATADIR}/${folder} RENAME ${file})
    set(manual_files ${manual_files} ${manual_out}/completion.${shell}
        PARENT_SCOPE)
endfunction()

if(NOT CMAKE_CROSSCOMPILING)
    if(SCDOC)
        file(READ ${manual_list} list)
        string(REGEX MATCHALL "X\\([a-z_]+\\)" rows "${list}")
        manual_page(demarche)
        foreach(row ${rows})
            string(REGEX REPLACE "X.(.*)." "\\1" name ${row})
            string(REPLACE "_" "-" name ${name})
            manual_page(demarche-${name} ${name})
        endforeach()
    endif()
    manual_completion(bash bash-completion/completions demarche)
    manual_completion(zsh zsh/site-functions _demarche)
    manual_completion(fish fish/vendor_completions.d demarche.fish)
    add_custom_target(manual ALL DEPENDS ${manual_files})
endif()
