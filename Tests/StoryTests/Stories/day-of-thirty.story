story  A day of thirty children: marked by nine, chased, told at ten, corrected at 10:20, the afternoon, and the day's end.
child  K01 Ada Ash
child  K02 Ben Ash
cast   tess team(on: K01 K02 K03 K04 K05 K06 K07 K08 K09 K10 K11 K12 K13 K14 K15), tari team(on: K16 K17 K18 K19 K20 K21 K22 K23 K24 K25 K26 K27 K28 K29 K30), cora coordinator, devi dsl, vic volunteer
clock  2026-11-20 08:00
cora in coordination  /school "Hillside Academy" email: office@hillside.example officer: "Pat Moss"
cora in coordination  /school "Northshire High" email: office@northshire.example
verified coordination school 1
verified coordination school 2
cora in K01    /placement "Hillside Academy"
cora in K02    /placement "Northshire High"        # siblings at two schools
cora in K16    /placement "Hillside Academy"
cora in K17    /placement "Hillside Academy"
cora in K30    /placement "Northshire High"
cora in K29    /expect "mon-thu" from: 2026-09-07 reason: "part-time plan" review: 2026-12-18     # not on a Friday
devi in safeguarding  /watch K17 looked-after
clock  2026-11-20 09:00
tess in register  /register all present
only tess      Marked 15 (AM): 15 present
time   09:05
tess in K01    /attend absent because: "the taxi did not come" reason: "taxi did not come" informed_by: transport
mails: 1
mail to hillside has Ada Ash: absent, taxi did not come
mail to hillside has Suggested code: Y1
mail to hillside has not Ben Ash
time   09:10
tess in K02    /attend late 09:10 because: "walked, as the taxi did not come"      # the brother, at another school
mails: 2
mail to northshire has Ben Ash: late, arrived 09:10
mail to northshire has not Ada Ash
tari in register  /register K18, K19, K20, K21, K22, K23, K24, K25, K26, K27, K28 present; K16 late 09:08
mails: 3
mail to hillside has Child K16: late, arrived 09:08
tari in K17    /attend absent reason: "unwell"
mails: 4
devi sees      K17 is absent, morning of 20 Nov 2026: absent, unwell. Watched: looked after.
cora misses    in safeguarding
tari in K17    /attend present because: "that was K18"
mails: 5
mail to hillside has Correction
tari in K17    /attend absent because: "no, it was K17" reason: "unwell"
mails: 6
devi misses    K17 is absent,                     # the leads have heard of it
time   09:45
duty chase-morning done
tari sees      K30 is not yet marked for the morning of 20 Nov 2026: @tari
tess sees      Not yet recorded for the morning of 20 Nov 2026, as recorded at 09:45: K30
vic sees       nothing
mails: 6
time   10:00
duty summary-morning done
tess sees      The morning of 20 Nov 2026, as recorded at 10:00: 29 expected, 24 present, 2 late, 2 absent, 0 elsewhere, 1 not yet recorded.
tess sees      Late: K02 09:10, K16 09:08
tess sees      Absent: K01, K17
tess sees      Not yet recorded: K30
cora misses    Ada
mails: 8
mail to hillside has Dear Pat Moss
mail to hillside has Ada Ash: absent, taxi did not come
mail to hillside has Child K16: late, arrived 09:08
mail to hillside has Child K17: absent, unwell
mail to hillside has not Ben Ash
mail to hillside has not Child K18
mail to northshire has Ben Ash: late, arrived 09:10
mail to northshire has Not yet recorded:
mail to northshire has - Child K30
mail to northshire has not Ada Ash
time   10:20
duty absences done
tess in K01    /attend late 10:15 because: "a second taxi came"
mails: 9
mail to hillside has Correction
mail to hillside has Ada Ash: late, arrived 10:15
tess in K01    /attend late 10:15 because: "said again"         # nothing that was told has changed
mails: 9
tari in K30    /attend present session: AM
mails: 10
mail to northshire has Correction
mail to northshire has Child K30: present
cora in K16    /hide attendance 1 reason: "another child's mark"
mails: 11
mail to hillside has Correction
mail to hillside has Child K16: not yet recorded
vic sees       nothing
devi in K16    /unhide attendance 1 reason: "it was right"
mails: 12
mail to hillside has Child K16: late, arrived 09:08
cora in K18    /hide attendance 1 reason: "a slip"              # of whom no school was told
mails: 12
devi in K18    /unhide attendance 1 reason: "it was right"
mails: 12
cora in K17    /hide attendance 1 reason: "a slip"
mails: 13
devi in K17    /unhide attendance 1 reason: "it was right"
mails: 14
mail to hillside has Child K17: absent, unwell
devi misses    K17 is absent,
time   13:10
tess in register  /register PM all present
tari in register  /register PM K16, K18, K19, K20, K21, K22, K23, K24, K25, K26, K27, K28, K30 present
tari in K17    /attend absent PM reason: "still unwell"
mails: 15
devi sees      K17 is absent, afternoon of 20 Nov 2026: absent, still unwell. Watched: looked after.
time   13:30
duty chase-afternoon done
vic sees       nothing
time   13:45
duty summary-afternoon done
tess sees      The afternoon of 20 Nov 2026, as recorded at 13:45: 29 expected, 28 present, 0 late, 1 absent, 0 elsewhere, 0 not yet recorded.
mails: 17
time   14:30
tess in K05    /attend left-early PM left: 14:20 because: "dentist" reason: "dentist"
mails: 17
time   16:30
duty day-summary done
tess sees      20 Nov 2026, as recorded at 16:30: 28 children came.
tess sees      Late: K01 AM 10:15, K02 AM 09:10, K16 AM 09:08
tess sees      Left early: K05 PM 14:20
tess sees      Absent: K17 AM, K17 PM
cora misses    Ada
cora misses    Not recorded
vic sees       nothing
tess cannot read outbox
tess cannot read safeguarding
