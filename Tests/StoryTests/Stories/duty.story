story  The house slept from nine to eleven: what was due is done on waking, once, and marked late.
cast   tess team(on: AB), cora coordinator
clock  2026-11-20 09:00
time   09:01
clock  2026-11-20 11:00
time   11:00
duty chase-morning late
duty summary-morning late
duty chase-afternoon nothing
clock  2026-11-20 09:30
time   10:00
duty summary-morning late                # the clock was put back: nothing is done twice
cora sees      nothing
cora in register  /duty summary-morning 2026-11-20 due: 10:00 outcome: done
only cora      /duty
tess sees      nothing
