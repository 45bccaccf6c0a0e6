story  A parent's word follows the session of which they were told, and is withdrawn when the mark is erased.
cast   tess team(on: CD), cora coordinator, dara director, devi dsl
clock  2026-11-20 08:30
cora in CD     /parent-mail name: "Ann Bell" relation: mother email: ann@bell.example agreed_on: 2026-09-07 agreed_how: "admission form"
verified CD parent_mail 1
tess in CD     /attend absent AM reason: "unwell"
mails: 1
mail to ann@bell has on 20 Nov 2026, morning, we recorded
tess in CD     /amend attendance 1 changes: "session=PM" reason: "it is the afternoon"
mails: 3
dara in CD     /hide attendance 1 reason: "slip"
mails: 4
mail to ann@bell has on 20 Nov 2026, afternoon, we recorded
mail to ann@bell has Child CD: not yet recorded
clock  2026-11-20 09:30
tess in CD     /attend absent AM reason: "again"
mails: 5
dara in CD     /erase attendance 2 reason: "marked by mistake"
devi in CD     /approve erasure 1
mails: 6
mail to ann@bell has Dear Ann Bell
mail to ann@bell has what we told you of Child CD for 20 Nov 2026, morning, is withdrawn
