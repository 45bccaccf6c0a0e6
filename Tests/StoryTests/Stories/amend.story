story  The author amends with a reason; the original stays; a stranger to the record may not.
cast   tess team(on: AB), tom team(on: AB), tari team(on: CD), cora coordinator
tess in AB     /attend absent reason: "away"
cora in AB     /query attendance 1 issue: "away where?"
tess in AB     /amend attendance 1 reason: "rang home" changes: informed_by: parent
cora sees      parent
tari sees      nothing
audit          tess record.revised attendance 1
tom in AB      /amend attendance 1 reason: "not mine" changes: informed_by: school
only tom       author
cora sees      nothing
