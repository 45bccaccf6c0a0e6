story  A coordinator reminds those whose children nobody has marked.
cast   tess team(on: AB), tari team(on: CD), cora coordinator
clock  2026-11-20 09:30
tess in AB     /attend present
cora in register  /chase AM
tari sees      CD is not yet marked for the morning of 20 Nov 2026: @tari.
tess sees      Not yet recorded for the morning of 20 Nov 2026, as recorded at 09:30: CD
tari in CD     /attend late 09:40
cora in register  /chase AM
only cora      Everyone who is expected is marked
tess in register  /chase AM
only tess      /chase
cora sees      nothing
