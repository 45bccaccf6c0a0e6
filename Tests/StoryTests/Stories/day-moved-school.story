story  Facts go to the school that is the home school now; a school that was told is asked to disregard it.
cast   tess team(on: AB CD EF), cora coordinator, dara director, devi dsl
clock  2026-11-20 08:30
cora in coordination  /school "Oakenshaw" email: office@oakenshaw.example officer: "Pat Moss"
cora in coordination  /school "Kestrel High" email: office@kestrel.example
verified coordination school 1
verified coordination school 2
cora in AB     /placement Oakenshaw from: 2026-09-07
tess in AB     /attend absent AM reason: "unwell"
mails: 1
mail to oakenshaw has Child AB: absent, unwell
cora in AB     /placement Kestrel
mails: 1
tess in AB     /attend absent AM reason: "private fact" because: "the office rang"
mails: 3
mail to oakenshaw has what we told you of Child AB for 20 Nov 2026, morning, is withdrawn
mail to oakenshaw has Dear Pat Moss
mail to oakenshaw has not private fact
mail to oakenshaw has not absent
mail to kestrel has Child AB: absent, private fact
tess in AB     /attend late 09:10 AM because: "she came"                # the first school hears no more
mails: 4
mail to kestrel has Child AB: late, arrived 09:10
cora in CD     /placement Kestrel from: 2026-11-01                       # history is filled in afterwards
cora in CD     /placement Oakenshaw from: 2025-09-01
tess in CD     /attend absent AM reason: "dentist"
mails: 5
mail to kestrel has Child CD: absent, dentist
mail to oakenshaw has not Child CD
dara in CD     /erase attendance 1 reason: "marked by mistake"
devi in CD     /approve erasure 1
mails: 6
mail to kestrel has what we told you of Child CD for 20 Nov 2026, morning, is withdrawn
mail to kestrel has not dentist
tess in CD     /attend absent AM reason: "anew"                          # and hears of a new mark
mails: 7
mail to kestrel has Child CD: absent, anew
cora in EF     /placement Kestrel
cora in register  /summary AM school: Kestrel                            # asked for too early
mails: 8
mail to kestrel has - Child EF
cora in register  /summary AM school: Kestrel
only cora      Kestrel High has been told of the morning of 20 Nov 2026 already.
time   10:00
duty summary-morning done
mails: 9
mail to kestrel has - Child EF
cora in coordination  /amend school 2 changes: "email=new@kestrel.example" reason: "a new office"
tess in AB     /attend present AM because: "the clock was wrong"
mails: 9
cora sees      Kestrel High still believes what it was told of AB, morning of 20 Nov 2026
