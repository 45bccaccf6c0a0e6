story  A mark that was told is taken out of sight: who heard of it hears that, and nobody else hears a thing.
cast   tess team(on: AB CD), cora coordinator, devi dsl, vic volunteer
clock  2026-11-20 08:30
cora in coordination  /school "Hillside Academy" email: office@hillside.example
verified coordination school 1
cora in AB     /placement "Hillside Academy"
cora in AB     /parent-mail name: "Ann Bell" relation: mother email: ann@bell.example agreed_on: 2026-09-07 agreed_how: "admission form"
verified AB parent_mail 1
clock  2026-11-20 09:05
tess in AB     /attend absent reason: "unwell"
mails: 2
mail to ann@bell has Child AB: absent, unwell
mail to hillside has Child AB: absent, unwell
cora in AB     /hide message: 3 reason: "that was another child"     # by its message: the mark goes with it
only cora      attendance 1
mails: 4
mail to ann@bell has Child AB: not yet recorded
mail to hillside has Correction
mail to hillside has Child AB: not yet recorded
mail to hillside has not unwell
vic sees       nothing
devi in AB     /unhide attendance 1 reason: "it was this child after all"
mails: 6
mail to ann@bell has Child AB: absent, unwell
mail to hillside has Child AB: absent, unwell
cora in AB     /hide attendance 1 reason: "and yet not"
mails: 8
tess in AB     /attend present                       # a new mark: what was told last is corrected
cora sees      attendance 2: present
mails: 10
mail to hillside has Child AB: present
mail to ann@bell has Child AB: present
tess in CD     /attend absent reason: "unwell"       # nobody outside hears of this child
mails: 10
cora in CD     /hide attendance 1 reason: "a slip"
mails: 10
devi in CD     /unhide attendance 1 reason: "no slip"
mails: 10
