story  A morning with two schools: chased, summed up, told, and corrected at 10:20.
cast   tess team(on: AB CD), tari team(on: EF GH), cora coordinator, devi dsl, vic volunteer
clock  2026-11-20 08:30
cora in coordination  /school "Hillside Academy" email: office@hillside.example officer: "Pat Moss"
cora in coordination  /school "Northshire High" email: office@northshire.example
verified coordination school 1
verified coordination school 2
cora in AB     /placement "Hillside Academy"
cora in CD     /placement "Northshire High"      # a sibling at another school
cora in EF     /placement "Hillside Academy"
clock  2026-11-20 09:05
tess in AB     /attend present
time   09:20
tess in CD     /attend absent reason: "taxi did not come" informed_by: transport
mails: 1
mail to northshire has Child CD: absent, taxi did not come
mail to northshire has not Child AB
mail to northshire has Suggested code: Y1
time   09:45
duty chase-morning done
tari sees      EF is not yet marked for the morning of 20 Nov 2026: @tari
tess sees      Not yet recorded for the morning of 20 Nov 2026, as recorded at 09:45: EF, GH
vic sees       nothing
time   10:00
duty summary-morning done
tess sees      The morning of 20 Nov 2026, as recorded at 10:00: 4 expected, 1 present, 0 late, 1 absent, 0 elsewhere, 2 not yet recorded.
mails: 3
mail to hillside has Child AB: present
mail to hillside has Not yet recorded:
mail to hillside has - Child EF
mail to hillside has not Child CD
mail to hillside has not Child GH
mail to northshire has Child CD: absent, taxi did not come
mail to northshire has not Child EF
time   10:20
tess in CD     /attend late 10:15 because: "the taxi came after all"
cora sees      attendance 1: late
mails: 4
mail to northshire has Correction
mail to northshire has Child CD: late, arrived 10:15
tess in CD     /attend late 10:15 because: "said again"
mails: 4
tess cannot read outbox
cora can read outbox
