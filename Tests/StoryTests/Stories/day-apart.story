story  A part-time child, a closure, parents who agreed, and a mark that moves to the afternoon.
cast   tess team(on: AB CD), cora coordinator
clock  2026-11-20 08:30
cora in AB     /expect "mon-thu" from: 2026-09-07 reason: "part-time plan" review: 2026-12-18      # a Friday: not expected
cora sees      expectation 1
cora in CD     /parent-mail name: "Ann Bell" relation: mother email: ann@bell.example agreed_on: 2026-09-07 agreed_how: "admission form"
verified CD parent_mail 1
time   10:00
tess sees      1 expected, 0 present
tess sees      Not yet recorded: CD
tess in CD     /attend absent reason: "unwell"
mails: 1
mail to ann@bell has Child CD: absent, unwell
mail to ann@bell has Dear Ann Bell
tess in CD     /attend late 10:20 because: "he came after all"
mails: 2
mail to ann@bell has Child CD: late, arrived 10:20
tess in CD     /attend late 10:25 because: "a slip"                          # no news for a parent
mails: 2
clock  2026-11-22 12:00
cora in register  /closure "Boiler broken" closed from: 2026-11-23
clock  2026-11-23 08:00
time   16:30
duty summary-morning nothing
mails: 2
clock  2026-11-24 08:00
time   10:00
duty summary-morning done
tess sees      2 expected
