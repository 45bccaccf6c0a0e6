story  A slip is taken out of sight with its reason; nothing of it is found any more, and nobody else's can be taken.
cast   tess team(on: AB), tom team(on: AB), tari team(on: CD), cora coordinator, devi dsl, adam admin
clock  2026-11-20 09:00
tess in AB     the dentist of CD rang about 12 Elm Road
tari sees      nothing
tess finds     elm: 1
tom in AB      /hide 1 reason: "not mine"
only tom       coordinator
tess in AB     /hide 1 reason: "about another child"
only tess      Hidden: message 1. Directors and DSLs can still see it and bring it back;
audit          tess message.hidden message 1
tari sees      nothing
tess finds     elm: 0
cora finds     elm: 0
tess in AB     /hide 1 reason: "once more"
only tess      hidden already
tess in AB     /attend absent reason: "a fever"
clock  2026-11-22 09:00
tess in AB     /hide attendance 1 reason: "wrong day"
only tess      24 hours
cora in AB     /hide attendance 1 reason: "wrong day"
only cora      attendance 1, with message 2
audit          cora message.hidden message 2
tess finds     fever: 0
cora in AB     /hide 99 reason: "no such thing"
only cora      no message '99'
tari in AB     /hide 1 reason: "curious"
only tari      There is no such thing here.
tari in CD     /hide AB attendance 1 reason: "curious"
only tari      no record
adam in AB     /hide 1 reason: "tidy"
only adam      There is no such thing here.
devi sees      nothing
