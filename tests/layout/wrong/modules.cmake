set(COMPERE_LAYER0 core signal)
set(COMPERE_MODULES
  "core:"
  "signal:"
  "gfx:"
  "show:gfx")
