story  A coordinator queries an unclear record; its author sees the query; nobody else's team does.
cast   tess team(on: AB), tari team(on: CD), cora coordinator
tess in AB     /attend absent reason: "away"
cora in AB     /query attendance 1 issue: "away where, and who told us?"
tess sees      query 1
tari sees      nothing
audit          cora record.opened query 1
tess in AB     /query attendance 1 issue: "mine"
only tess      /query
cora in AB     /query attendance 9 issue: "there is none"
only cora      attendance 9
tess sees      nothing
