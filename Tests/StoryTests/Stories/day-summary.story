story  The day in one message, with what is still open.
cast   tess team(on: AB CD EF), cora coordinator
clock  2026-11-20 15:00
tess in AB     /attend present AM
tess in AB     /attend left-early PM left: 14:10 reason: "collected by mum"
tess in CD     /attend late AM 09:40
tess in EF     /attend absent AM reason: "unwell"
tess in AB     /note cooking outcomes: "made soup" next_steps: "soup again"
time   16:30
duty day-summary done
tess sees      20 Nov 2026, as recorded at 16:30: 2 children came.
tess sees      Late: CD AM 09:40
tess sees      Left early: AB PM 14:10
tess sees      Absent: EF AM
tess sees      Not recorded: CD PM, EF PM
tess sees      No note yet: CD
cora in register  /day-summary
cora sees      2 children came
tess in register  /day-summary
only tess      /day-summary
cora sees      nothing
