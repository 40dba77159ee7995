# Writes OUT: a number that is another one whenever a source of the importer is. FOLDERS: where those lie.
set(sources "")
foreach(folder IN LISTS FOLDERS)
  file(GLOB found ${folder}/*.h ${folder}/*.cpp)
  list(APPEND sources ${found})
endforeach()
list(SORT sources)
set(marks "")
foreach(source IN LISTS sources)
  file(SHA256 ${source} mark)
  string(APPEND marks ${mark})
endforeach()
string(SHA256 mark "${marks}")
string(SUBSTRING ${mark} 0 16 mark)
file(WRITE ${OUT} "#include \"model/cache/importer_version.h\"

namespace compere::model {

std::uint64_t importer_sources() {
    return 0x${mark};
}

}  // namespace compere::model
")
